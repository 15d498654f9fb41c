/** Questions to a thread and their answers. While one is open the process is kept alive. */

export interface Asking<T> {
  /** Sends a question under a number and waits for its answer. */
  ask(send: (id: number) => void): Promise<T>;
  answered(id: number, value: T): void;
  failed(id: number, error: unknown): void;
  /** The thread ended: nothing will be answered. */
  failAll(error: unknown): void;
  isHeld(): boolean;
}

interface Open<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps book of open questions; `hold` is told when the first is asked and the last is answered. */
export function asking<T>(hold: (held: boolean) => void): Asking<T> {
  const open = new Map<number, Open<T>>();
  let lastId = 0;
  const take = (id: number): Open<T> | undefined => {
    const question = open.get(id);
    if (open.delete(id) && open.size === 0) hold(false);
    return question;
  };
  return {
    ask(send) {
      const id = ++lastId;
      return new Promise<T>((resolve, reject) => {
        open.set(id, { resolve, reject });
        if (open.size === 1) hold(true);
        try {
          send(id);
        } catch (error) {
          take(id)?.reject(error);
        }
      });
    },
    answered: (id, value) => take(id)?.resolve(value),
    failed: (id, error) => take(id)?.reject(error),
    failAll(error) {
      for (const id of open.keys()) take(id)?.reject(error);
    },
    isHeld: () => open.size > 0,
  };
}
