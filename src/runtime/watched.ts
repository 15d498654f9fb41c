/** Notices what others are told by a port: they go on as they did. */

type AnyMethod = (...args: readonly unknown[]) => unknown;

/**
 * Wraps the methods of a port, and of the ports in it.
 * @param onError told what they throw or reject with, at once
 */
export function watched<Port extends object>(port: Port, onError: (error: unknown) => void): Port {
  const parts = Object.entries(port).map(([name, part]): [string, unknown] => {
    if (typeof part === 'function') return [name, watchedMethod(part as AnyMethod, onError)];
    return [name, typeof part === 'object' && part !== null ? watched(part, onError) : part];
  });
  return Object.fromEntries(parts) as Port;
}

function watchedMethod(method: AnyMethod, onError: (error: unknown) => void): AnyMethod {
  return (...args) => {
    try {
      const result = method(...args);
      if (result instanceof Promise) result.catch(onError);
      return result;
    } catch (error) {
      onError(error);
      throw error;
    }
  };
}
