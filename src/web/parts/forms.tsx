/** What forms are made of. */

import type { Child } from 'hono/jsx';

import type { PageContext } from '../pages/context.ts';

/** A form that changes something: it says that it is ours. */
export function ChangeForm({
  context,
  action,
  label,
  children,
}: {
  readonly context: PageContext;
  /** Below the base path. */
  readonly action: string;
  /** What it is for, for those who do not see where it stands. */
  readonly label: string;
  readonly children?: Child;
}) {
  return (
    <form
      method="post"
      action={`${context.site.options.basePath}${action}`}
      class="change"
      aria-label={label}
    >
      <input type="hidden" name="form_token" value={context.formToken} />
      {children}
    </form>
  );
}

export interface TextFieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly type?: 'text' | 'number' | 'password';
  readonly help?: Child;
  readonly placeholder?: string | undefined;
  readonly isRequired?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { id, name, label, value = '', type = 'text', help, placeholder, isRequired } = props;
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        autocomplete="off"
        {...(placeholder !== undefined && { placeholder })}
        {...(isRequired && { required: true })}
        {...(help !== undefined && { 'aria-describedby': `${id}-help` })}
      />
      {help !== undefined && (
        <span id={`${id}-help`} class="help">
          {help}
        </span>
      )}
    </p>
  );
}

/** A text of a form, without the white space around it; empty if there is none. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
