/** A choice of two schemas by the form of a value. */

import * as z from 'zod';

/**
 * Checks a value by the one schema that fits its form. The error then names the field that is wrong,
 * where that of `z.union` would say no more than that no form fits.
 */
export function either<First extends z.ZodType, Second extends z.ZodType>(
  isFirst: (value: unknown) => boolean,
  first: First,
  second: Second,
) {
  return z
    .custom<z.input<First> | z.input<Second>>()
    .transform((value, context): z.output<First> | z.output<Second> => {
      const parsed = (isFirst(value) ? first : second).safeParse(value);
      if (parsed.success) return parsed.data;
      // the fields around it put their names in front of the path
      for (const issue of parsed.error.issues) {
        context.issues.push({
          ...issue,
          path: [...issue.path],
          input: value,
        } as z.core.$ZodRawIssue);
      }
      return z.NEVER;
    });
}
