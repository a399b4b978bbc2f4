// What the measurements of faults share: tokens of the development issuer, requests, and the processors' time of processes.
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true });
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

/** A function that makes a token of the development issuer for any user, with the roles of an ordinary one, like the administrator's. */
export function tokenMaker(keyFile, adminToken) {
  const key = createPrivateKey(readFileSync(keyFile));
  const [adminHeader, adminClaims] = adminToken.split('.').slice(0, 2).map(decode);
  return (sub, name) => {
    const claims = {
      ...adminClaims, sub, name, preferred_username: name, email: `${name}@example.org`, realm_access: { roles: ['jim-user'] },
      exp: Math.floor(Date.now() / 1000) + 3600,
    };
    const text = [adminHeader, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
  };
}

/** Sends bytes to /graphql; the answer's status and text. A stream is read until `stop` ends it. */
export function send(address, token, body, headers = {}, stop = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${address}/graphql`, {
      method: 'POST', agent, signal: stop,
      headers: {
        authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers,
      },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const ask = (address, token, query, variables) => send(address, token, JSON.stringify({ query, variables }));
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
export const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Seconds of processors that a process has used, with all its children that have ended if told so; 0 where there is no /proc. */
export function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** The same of all processes of the Postgres whose first process this is: those that end take theirs with them. */
export function postgresSeconds(postmaster) {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      sum += fields[1] === `${postmaster}` ? (Number(fields[11]) + Number(fields[12])) / 100 : 0;
    } catch {
      // It has ended meanwhile.
    }
  }

  return sum;
}
