/** Parts of which the schemas of the options are made: each says in words what is expected. */

import * as z from 'zod';

export const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text without the white space around it. One issue at most, whatever is wrong. */
export const text = (problem: string, isRight: (text: string) => boolean = isNotEmpty) =>
  z
    .custom<string>((value) => typeof value === 'string' && isRight(value.trim()), problem)
    .transform((value) => value.trim());

function isNotEmpty(value: string): boolean {
  return value !== '';
}

export const flag = z.boolean('must be true or false');

export const callback = <T>(what: string) =>
  z.custom<T>((value) => typeof value === 'function', `must be a function: ${what}`);

/** A number within limits. */
export const numberFrom = (min: number, max: number, problem: string) =>
  z.custom<number>(
    (value) => typeof value === 'number' && value >= min && value <= max,
    `must be ${problem}`,
  );

/** A whole number within limits. */
export const wholeFrom = (min: number, max: number, problem: string) =>
  z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    `must be ${problem}`,
  );

/** An object's own complaint; its fields and unknown names have theirs. */
export function expectsObject(example: string) {
  return {
    error: ({ code }: { readonly code?: string | undefined }) =>
      code === 'invalid_type' ? `must be an object: ${example}` : undefined,
  };
}
