// Matches texts against patterns in an ECMAScript engine.
// Prints the distinct patterns of the JSON services in argv[1], a folder in the layout of botocore's data, as one line of
// JSON. Then it reads lines `[pattern, [text, …]]`, and prints how the engine read the pattern and one character per text:
// `1` for a match, `0` for none, `?` if it stopped early.
const fs = require('fs'), path = require('path'), vm = require('vm'), zlib = require('zlib');

const [data] = process.argv.slice(1);
const patterns = new Set();
let services = 0;
for (const service of data ? fs.readdirSync(data) : []) {
  const folder = path.join(data, service);
  if (!fs.statSync(folder).isDirectory()) continue;
  for (const version of fs.readdirSync(folder)) {
    const plain = path.join(folder, version, 'service-2.json');
    const model = fs.existsSync(plain) ? fs.readFileSync(plain)
      : fs.existsSync(plain + '.gz') ? zlib.gunzipSync(fs.readFileSync(plain + '.gz')) : null;
    if (!model) continue;
    const { metadata, shapes } = JSON.parse(model);
    if (metadata.protocol !== 'json' && !(metadata.protocols || []).includes('json')) continue;
    services++;
    for (const shape of Object.values(shapes)) if (shape.pattern !== undefined) patterns.add(shape.pattern);
  }
}
console.log(JSON.stringify([services, [...patterns].sort()]));

function read(pattern) {
  try { return ['u', new RegExp(pattern, 'u')]; } catch {}
  // Without `u` there are no Unicode properties, so leave out the escapes that `u` refuses, and nothing else.
  if (/\\[pP]\{/.test(pattern)) {
    try { return ['u', new RegExp(pattern.replace(/\\([_@:,;=~'"!#%&<> ])/g, '$1'), 'u')]; } catch {}
  }
  try { return ['-', new RegExp(pattern)]; } catch { return ['x', null]; }
}

const sandbox = vm.createContext({});
const test = new vm.Script("for (; at < texts.length; at++) answer += regex.test(texts[at]) ? '1' : '0'");
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [pattern, texts] = JSON.parse(line);
  const [how, regex] = read(pattern);
  Object.assign(sandbox, { regex, texts, at: 0, answer: how });
  // A backtracking engine may take for ever: the text that it gives up on is the last that it is asked of a pattern.
  if (regex) try { test.runInContext(sandbox, { timeout: 500 }); } catch {}
  console.log(regex ? sandbox.answer.padEnd(1 + texts.length, '?') : how);
});
