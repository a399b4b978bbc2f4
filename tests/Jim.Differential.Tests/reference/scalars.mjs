// What Jim's scalars take (HotChocolate v16's profile), written a second time: buildSchema alone lets every value through.
import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?/;

const isDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
const isInfinite = (text) => /^-?infinity$/.test(text);
const isTime = (text) => text === '24:00:00' || time.exec(text)?.[0] === text;
// A year that Date does not have has the leap day of one 400 years, or a multiple of that, away.
const isFarDate = (text) => {
  const [, year, rest, era] = /^(\d{4}|[1-9]\d{4,6})(-\d\d-\d\d)( BC)?$/.exec(text) ?? [];
  return year !== undefined && Number(year) > 0 && (era !== undefined || year.length > 4)
    && isDate(`${2000 + (era ? (1 - year) % 400 : year % 400)}${rest}`);
};
const isFarDateTime = (text) => {
  const [, date, clock, era] = /^(\d{4,6}-\d\d-\d\d)T([^Z]*)Z( BC)?$/.exec(text) ?? [];
  return date !== undefined && isFarDate(date + (era ?? '')) && time.exec(clock)?.[0] === clock;
};
const isDateTime = (text) => {
  const clock = time.exec(text.slice(11))?.[0];
  return isDate(text.slice(0, 10)) && /^t$/i.test(text.slice(10, 11)) && clock !== undefined
    && /^(z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$/i.test(text.slice(11 + clock.length));
};
const isDuration = (text) => isInfinite(text) || /^-?P-?\d{1,7}W$/.test(text)
  || /^-?P(?=-?\d|T-?\d)(-?\d+Y)?(-?\d+M)?(-?\d+D)?(T(?=-?\d)(-?\d+H)?(-?\d+M)?(-?\d+(\.\d+)?S)?)?$/.test(text);
const isDecimal = (text) => /^(NaN|-?Infinity)$/.test(text)
  || (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Math.abs(/[eE](.*)/.exec(text)?.[1] ?? 0) <= 308);
const isBase64 = (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const textual = {
  UUID: (text) => uuid.test(text),
  DateTime: (text) => isDateTime(text) || isFarDateTime(text) || isInfinite(text),
  LocalDate: (text) => isDate(text) || isFarDate(text) || isInfinite(text),
  LocalTime: isTime,
  Duration: isDuration,
  Base64String: isBase64,
  URI: () => true,
};

// The ends of Long as JavaScript has them: the generator stays away from what lies between two doubles there.
const ranges = { Short: [-32768, 32767], Long: [-(2 ** 63), 2 ** 63 - 1025] };

const refuse = (name, node) => {
  throw new GraphQLError(`not a ${name}`, { nodes: node });
};

const holdsVariable = (node) => node.kind === Kind.VARIABLE
  || (node.values ?? []).some(holdsVariable) || (node.fields ?? []).some((field) => holdsVariable(field.value));

function textScalar(type, fits) {
  const read = (value, node) => (typeof value === 'string' && fits(value) ? value : refuse(type.name, node));
  type.parseValue = (value) => read(value);
  type.parseLiteral = (node) => (node.kind === Kind.STRING ? read(node.value, node) : refuse(type.name, node));
}

function numberScalar(type, fits, ...kinds) {
  type.parseValue = (value) => (typeof value === 'number' && fits(value) ? value : refuse(type.name));
  type.parseLiteral = (node) => (kinds.includes(node.kind) && fits(Number(node.value)) ? Number(node.value) : refuse(type.name, node));
}

function decimalScalar(type) {
  type.parseValue = (value) => ((typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && isDecimal(value))
    ? value : refuse(type.name));
  type.parseLiteral = (node) => ([Kind.INT, Kind.FLOAT, Kind.STRING].includes(node.kind) && isDecimal(node.value)
    ? node.value : refuse(type.name, node));
}

export function giveMeaning(schema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (textual[type.name]) textScalar(type, textual[type.name]);
    if (ranges[type.name]) {
      const [least, most] = ranges[type.name];
      numberScalar(type, (value) => Number.isInteger(value) && value >= least && value <= most, Kind.INT);
    }

    if (type.name === 'Decimal') decimalScalar(type);
    if (type.name === 'Upload') type.parseValue = type.parseLiteral = (value) => refuse(type.name, value?.kind ? value : undefined);
    if (type.name === 'Any') type.parseLiteral = (node) => (holdsVariable(node) ? refuse(type.name, node) : valueFromASTUntyped(node));
  }
}
