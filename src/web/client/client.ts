/** The little that runs in the browser: the zone of the browser at first, and values under the cursor. */

putZone();
keepRange();
searchAsOneTypes();
for (const figure of document.querySelectorAll<HTMLElement>('[data-chart]')) showValues(figure);

/** A period by its name and one by dates exclude each other: who chooses one leaves the other. */
function keepRange(): void {
  const field = (name: string): HTMLInputElement | null =>
    document.querySelector(`[data-controls] [name="${name}"]`);
  const [period, ...dates] = [field('period'), field('from'), field('to')];
  period?.addEventListener('change', () => {
    if (period.value === '') return;
    for (const date of dates) if (date) date.value = '';
  });
  for (const date of dates) {
    date?.addEventListener('change', () => {
      if (period && date.value !== '') period.value = '';
    });
  }
}

/** Without a zone in the address, that of the browser is put there: the numbers are then of its days. */
function putZone(): void {
  const form = document.querySelector<HTMLFormElement>('[data-controls]');
  const address = new URL(location.href);
  if (!form || address.searchParams.has('timezone')) return;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone || timeZone === 'UTC') return;
  address.searchParams.set('timezone', timeZone);
  location.replace(address);
}

/** A name is looked for when one pauses while typing it. */
function searchAsOneTypes(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search] [type=search]');
  let pause = 0;
  field?.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => field.form?.requestSubmit(), 400);
  });
  // the page is another one after each search: one goes on typing where one was
  if (!field?.value) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

/** Says what a chart's buckets hold, as the table beneath has it, for the cursor and the arrow keys. */
function showValues(figure: HTMLElement): void {
  const svg = figure.querySelector<SVGSVGElement>('svg');
  const readout = figure.querySelector('.readout');
  const rows = [...figure.querySelectorAll('tbody tr')];
  if (!svg || !readout || rows.length === 0) return;
  const titles = [...figure.querySelectorAll('thead th')].map((cell) => cell.textContent ?? '');
  const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  cursor.setAttribute('class', 'cursor');
  svg.append(cursor);
  let current = rows.length - 1;
  const show = (place: number): void => {
    current = Math.min(rows.length - 1, Math.max(0, place));
    const [name, ...values] = [...(rows[current]?.children ?? [])].map(
      (cell) => cell.textContent ?? '',
    );
    cursor.setAttribute('d', `M${current + 0.5} 0V100`);
    readout.textContent = `${name}: ${values.map((value, i) => `${titles[i + 1]} ${value}`).join(', ')}`;
  };
  const hide = (): void => {
    cursor.removeAttribute('d');
    readout.textContent = '';
  };
  svg.setAttribute('tabindex', '0');
  svg.addEventListener('pointermove', ({ clientX }) => {
    const { left, width } = svg.getBoundingClientRect();
    show(Math.floor(((clientX - left) / width) * rows.length));
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('focus', () => show(current));
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(current + step);
  });
}
