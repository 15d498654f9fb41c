/** Erases a user and is gone before the file is wiped. Arguments: store, user, time of the erasure. */

const { openSqliteStore } = require('../../dist/record/sqlite/store.js');

const [path, userId, at] = process.argv.slice(2);
const store = openSqliteStore({ path, durability: 'balanced' });
const person = { channel: 'webchat', userId, test: false };
void store.maintenance.erasure
  .forget({ person, at: Number(at), now: Number(at), ordersFor: () => [] })
  .then(() => process.kill(process.pid, 'SIGKILL'));
