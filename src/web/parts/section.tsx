/** A part of a page under its own heading, which leads to what it means. */

import type { Child } from 'hono/jsx';

import { Term } from './cards.tsx';
import type { DefinitionName } from './definitions.ts';

export interface SectionProps {
  readonly basePath: string;
  readonly id: string;
  readonly of: DefinitionName;
  /** What it is called here; else by its definition. */
  readonly title?: string;
  readonly children?: Child;
}

export function Section({ basePath, id, of, title, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        <Term basePath={basePath} of={of} {...(title !== undefined && { label: title })} />
      </h2>
      {children}
    </section>
  );
}
