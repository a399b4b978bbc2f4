// A socket (RFC 6455) that sends short texts and reads those of the server, which are neither masked nor in parts.
import { randomBytes } from 'node:crypto';
import http from 'node:http';

/** A function that sends a text; `fail` is called with the reason where the socket does not last. */
export function connect(address, onText, fail) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${address}/graphql`, {
      headers: {
        connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-protocol': 'graphql-transport-ws',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => reject(new Error(`refused: ${response.statusCode}`)));
    request.on('upgrade', (_, socket, first) => {
      let bytes = first;
      const read = (chunk) => {
        bytes = bytes.length > 0 ? Buffer.concat([bytes, chunk]) : chunk;
        for (let frame = take(bytes); frame; frame = take(bytes)) {
          bytes = bytes.subarray(frame.end);
          if (frame.opcode === 1) onText(frame.body.toString());
          if (frame.opcode === 8) fail(`a socket was closed: ${frame.body.subarray(2)}`);
        }
      };
      socket.on('data', read);
      socket.on('error', () => fail('a socket broke'));
      resolve((text) => socket.write(build(text)));
    });
    request.end();
  });
}

function take(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 127;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const end = head + length;
  return bytes.length < end ? undefined : { opcode: bytes[0] & 15, body: bytes.subarray(head, end), end };
}

function build(text) {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, mask, body.map((byte, i) => byte ^ mask[i & 3])]);
}
