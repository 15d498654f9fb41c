/**
 * Values that code finds in whatever it was called from, each with an owner, in one AsyncLocalStorage
 * for all of them: every one that there is costs something with each promise of the whole process, for
 * as long as that lives.
 */

import { AsyncLocalStorage } from 'node:async_hooks';

export interface OwnedContext<Value> {
  /** The value of an owner that this code runs with. */
  get(owner: object): Value | undefined;
  /** What code is to run with: a value of an owner, beside those of others. */
  with(owner: object, value: Value): Entry<Value>;
  /** Runs code, and what it leaves behind; it is Node's own function, and fails only where the code does. */
  run<T>(entry: Entry<Value>, code: () => T): T;
  /** Nobody has a value any more, until the next one is run with one. */
  disable(): void;
}

export interface Entry<Value> {
  readonly owner: object;
  readonly value: Value;
  /** That of another owner; there is one per owner at most, however deep the calls. */
  readonly next: Entry<Value> | undefined;
}

/** Makes one; there should be as many as there are kinds of values, not of owners. */
export function ownedContext<Value>(): OwnedContext<Value> {
  const storage = new AsyncLocalStorage<Entry<Value>>();
  return {
    get(owner) {
      let entry = storage.getStore();
      while (entry && entry.owner !== owner) entry = entry.next;
      return entry?.value;
    },
    with: (owner, value) => ({ owner, value, next: without(storage.getStore(), owner) }),
    run: storage.run.bind(storage),
    disable: () => storage.disable(),
  };
}

function without<Value>(entry: Entry<Value> | undefined, owner: object): Entry<Value> | undefined {
  if (!entry || entry.owner === owner) return entry?.next;
  const next = without(entry.next, owner);
  return next === entry.next ? entry : { ...entry, next };
}
