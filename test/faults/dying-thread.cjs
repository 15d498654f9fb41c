/**
 * The recorder's thread with a death in it: a throw that nobody catches. Its argument says when:
 * `start`, `statement:7` (right after the seventh statement of SQLite; what is being written is
 * committed, and its confirmation is not sent), `never`.
 */

const [when = 'never', number] = (process.argv[2] ?? 'never').split(':');

function die() {
  throw new Error(`died of ${when}`);
}

if (when === 'start') die();
if (when === 'statement') dieAfterStatement(Number(number));

require('../../dist/runtime/recorder-thread.js');

function dieAfterStatement(last) {
  const Database = require('better-sqlite3');
  const db = new Database(':memory:');
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1'));
  db.close();
  let ran = 0;
  for (const name of ['run', 'get', 'all']) {
    const own = statement[name];
    statement[name] = function (...values) {
      // thrown here it would be taken for an error of SQLite's
      if (++ran === last) queueMicrotask(die);
      return own.apply(this, values);
    };
  }
}
