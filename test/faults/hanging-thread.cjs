/**
 * A thread of the package that hangs: from the next statement of SQLite on, or before it begins, it does
 * nothing more for a while. Its arguments are the file of the thread, the name of the environment
 * variable that says so (shared with who started it), and for how long, in milliseconds.
 */

const [file, variable, ms] = process.argv.slice(2);

function hang() {
  if (process.env[variable] !== 'hang') return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
}

const Database = require('better-sqlite3');
const db = new Database(':memory:');
const statement = Object.getPrototypeOf(db.prepare('SELECT 1'));
db.close();
for (const name of ['run', 'get', 'all']) {
  const own = statement[name];
  statement[name] = function (...values) {
    hang();
    return own.apply(this, values);
  };
}

hang();
require(file);
