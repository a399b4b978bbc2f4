// Follows the changes that Jim publishes to RabbitMQ, and keeps each once and those of one row in their order:
//
//   RABBITMQ_URL=amqp://… node consumer.mjs changes.jsonl 'public.documents.*'
//
// The file stands for whatever a consumer keeps. What counts is that an event's effect and its id are stored together before the message is
// acknowledged: then a message that comes twice is recognised, also after a crash of this program.
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';

const [path, pattern = '#'] = process.argv.slice(2);
const url = process.env.RABBITMQ_URL;
const queue = process.env.QUEUE ?? 'example';
if (!path || !url) {
  console.error('usage: RABBITMQ_URL=amqp://… node consumer.mjs FILE [PATTERN]');
  process.exit(2);
}

const seen = new Set();
let waiting = false; // for the beginning of a replay: what comes before it is in it, in its order
const file = openFile();

function openFile() {
  // A line that a crash cut off was not acknowledged: it comes again.
  const whole = existsSync(path) ? readFileSync(path).subarray(0, readFileSync(path).lastIndexOf(10) + 1) : Buffer.alloc(0);
  whole.toString().split('\n').filter(Boolean).forEach(line => take(JSON.parse(line)));
  const opened = openSync(path, existsSync(path) ? 'r+' : 'w');
  ftruncateSync(opened, whole.length);
  closeSync(opened);
  return openSync(path, 'a');
}

function take(event) {
  seen.add(event.id);
  waiting = event.op === 'waiting' || (waiting && event.op !== 'replay');
}

function keep(event) {
  writeSync(file, `${JSON.stringify(event)}\n`);
  fdatasyncSync(file);
  take(event);
}

function receive(event) {
  if (event.op === 'replay' || (!waiting && !seen.has(event.id))) {
    keep(event);
  }
}

/** Calls `use` with a channel of its own; false: what it named is not there (404, which closes the channel). */
async function isThere(connection, use) {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  try {
    await use(channel);
    await channel.close();
    return true;
  } catch (error) {
    if (error.code === 404) {
      return false;
    }
    throw error;
  }
}

async function follow() {
  const connection = await amqp.connect(`${url}${url.includes('?') ? '&' : '?'}heartbeat=10`, { timeout: 10_000 });
  const lost = new Promise(resolve => connection.on('error', () => {}).on('close', resolve));
  // A queue that is not there is new, or the broker has lost its data: ask for what the log of changes still has.
  if (!(await isThere(connection, channel => channel.checkQueue(queue)))) {
    keep({ op: 'waiting' });
  }

  const channel = await connection.createChannel();
  channel.on('error', () => {}).on('close', () => connection.close().catch(() => {}));
  await channel.assertExchange('jim.events', 'topic', { durable: true });
  // One consumer at a time, however many are started: that keeps the order.
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-single-active-consumer': true } });
  await channel.bindQueue(queue, 'jim.events', pattern);
  await channel.bindQueue(queue, 'jim.events', 'jim.change.replay');
  if (waiting) {
    await isThere(connection, other => other.purgeQueue('jim.relay'));
  }

  await channel.prefetch(100);
  await channel.consume(queue, message => {
    if (message) {
      receive(JSON.parse(message.content.toString()));
      channel.ack(message);
    } else {
      channel.close().catch(() => {}); // the broker took the queue away
    }
  });
  console.log('following');
  await lost;
}

for (;;) {
  try {
    await follow();
    console.log('the connection is lost');
  } catch (error) {
    console.log(`the broker cannot be reached: ${error.message}`);
  }
  await pause(500);
}
