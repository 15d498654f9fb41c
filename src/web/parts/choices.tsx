/** One of a few, chosen by a link: the address keeps all else. */

import type { View } from '../pages/view.ts';
import { withQuery } from '../pages/view.ts';

export interface ChoicesProps {
  readonly view: View;
  /** What is chosen: `Show`. */
  readonly label: string;
  /** The option, as the report calls it. */
  readonly option: string;
  /** Names by value; what stands under `''` is without the option. */
  readonly values: Readonly<Record<string, string>>;
  /** Id of the section that changes. */
  readonly section: string;
}

export function Choices({ view, label, option, values, section }: ChoicesProps) {
  const chosen = view.query.get(option) ?? '';
  return (
    <nav class="choices" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <ul>
        {Object.entries(values).map(([value, name]) => (
          <li>
            <a
              href={`${withQuery(view, { [option]: value === '' ? undefined : value })}#${section}`}
              {...(value === chosen && { 'aria-current': 'true' })}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Where the sections of a long page are. */
export function Contents({ sections }: { readonly sections: Readonly<Record<string, string>> }) {
  return (
    <nav class="choices" aria-label="On this page">
      <span aria-hidden="true">On this page</span>
      <ul>
        {Object.entries(sections).map(([id, name]) => (
          <li>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
