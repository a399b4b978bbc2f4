// Below the answer: a field for each file that the operation takes, what the last request cost, and how Postgres runs the operation.
import { useEditorContext, useSchemaStore } from '@graphiql/react';
import { useEffect, useMemo, useState } from 'react';
import { Explain } from './explain.jsx';
import { findPlaces } from './uploads.js';

export function Footer({ requests, costMax }) {
  return (
    <div className="jim-footer">
      <Files requests={requests} />
      <Explain requests={requests}>
        <Cost requests={requests} costMax={costMax} />
      </Explain>
    </div>
  );
}

function Files({ requests }) {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  const schema = useSchemaStore((state) => state.schema);
  const query = tabs[activeTabIndex]?.query;
  const places = useMemo(() => findPlaces(schema, query), [schema, query]);
  const [, count] = useState(0);
  return places.map(({ path, many }) => {
    const place = path.join('.');
    const choose = ({ target }) => {
      requests.files.set(place, [...target.files]);
      count((n) => n + 1);
    };
    const chosen = requests.files.get(place) ?? [];
    return (
      <label key={place} className="jim-file">
        <code>${place}</code>
        <input type="file" multiple={many} onChange={choose} />
        {chosen.length > 0 && <span>{chosen.reduce((sum, { size }) => sum + size, 0).toLocaleString('en')} bytes</span>}
      </label>
    );
  });
}

function Cost({ requests, costMax }) {
  const [, count] = useState(0);
  useEffect(() => requests.onReport(() => count((n) => n + 1)), [requests]);
  if (!requests.report) {
    return null;
  }

  const { cost, milliseconds, cache } = requests.report;
  const most = cost && Math.max(cost.fieldCost, cost.typeCost);
  const write = (number) => Math.round(number).toLocaleString('en');
  return (
    <div className="jim-cost" role="status">
      {cost && (
        <>
          <meter min="0" max={costMax} value={most} aria-label="Cost of at most" />
          <span>cost {write(most)} of {write(costMax)} (fields {write(cost.fieldCost)}, types {write(cost.typeCost)})</span>
        </>
      )}
      <span>{write(milliseconds)} ms</span>
      {cache?.includes('hit') && <span>from the cache</span>}
    </div>
  );
}
