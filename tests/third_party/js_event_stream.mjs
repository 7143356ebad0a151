// Frames of the codec of AWS's SDK for JavaScript, for the suite `streams`.
//
// usage: js_event_stream.mjs < MESSAGES
// CI_NODE_MODULES names the folder node_modules with @smithy/core. Reads a JSON list of messages, each with its `headers`
// (strings) and its `payload` (text), encodes them, checks that the codec decodes them again, and prints one base64 text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CI_NODE_MODULES, "index.js"));
const { EventStreamCodec } = require("@smithy/core/event-streams");
const text = (bytes) => new TextDecoder().decode(bytes);
const codec = new EventStreamCodec(text, (string) => new TextEncoder().encode(string));

const frames = JSON.parse(readFileSync(0, "utf8")).map(({ headers, payload }) => {
  const typed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: "string", value }]));
  const frame = codec.encode({ headers: typed, body: new TextEncoder().encode(payload) });
  assert.equal(text(codec.decode(frame).body), payload);
  return Buffer.from(frame);
});
console.log(Buffer.concat(frames).toString("base64"));
