/** What a fault suite has shown, printed at its end by night. */

interface Line {
  readonly fault: string;
  readonly expectation: string;
  readonly rounds: number;
}

export interface FaultTable {
  /** To be called where all expectations have held. */
  passed(fault: string, expectation: string, rounds: number): void;
  print(): void;
}

export function faultTable(): FaultTable {
  const lines: Line[] = [];
  return {
    passed: (fault, expectation, rounds) => void lines.push({ fault, expectation, rounds }),
    print() {
      if (process.env['NIGHTLY'] === undefined) return;
      for (const { fault, expectation, rounds } of lines) {
        console.log(`${fault.padEnd(44)}  ${expectation.padEnd(48)}  held in ${rounds} rounds`);
      }
    },
  };
}
