// Verifies a message of a webhook, and that no changed one passes, with Standard Webhooks' own library.
import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';

const { SECRET, ID, TIMESTAMP, SIGNATURE, BODY } = process.env;
const headers = { 'webhook-id': ID, 'webhook-timestamp': TIMESTAMP, 'webhook-signature': SIGNATURE };
const webhook = new Webhook(SECRET);
assert.equal(webhook.verify(BODY, headers).data.id, ID);
assert.throws(() => webhook.verify(BODY.replace('public.', 'other.'), headers));
assert.throws(() => webhook.verify(BODY, { ...headers, 'webhook-id': `${ID}0` }));
