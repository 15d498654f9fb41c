import { expect, test } from 'vitest';
import { certainClick, probableClick } from '../../../src/interpret/rules/click.ts';
import { evidence } from './evidence.ts';

const CLICK = { class: 'recognized', reason: 'click' } as const;

test.for([
  { click: 'certain', certain: { ...CLICK, confidence: 'certain' }, probable: undefined },
  { click: 'probable', certain: undefined, probable: { ...CLICK, confidence: 'probable' } },
  { click: undefined, certain: undefined, probable: undefined },
] as const)('a click that is $click', ({ click, certain, probable }) => {
  expect(certainClick(evidence({ click }))).toEqual(certain);
  expect(probableClick(evidence({ click }))).toEqual(probable);
});
