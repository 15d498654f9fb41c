/**
 * The architecture as import rules: a folder imports from itself and from what stands to its left.
 * Reading order = import order = the way the data flows.
 */
const ORDER = ['model', 'capture', 'interpret', 'record', 'report', 'export', 'forward', 'runtime'];

const upstreamOnly = ORDER.map((stage, i) => ({
  name: `${stage}-imports-upstream-only`,
  comment: `src/${stage} may import only from ${ORDER.slice(0, i + 1).join(', ')}. Move what both need to the left.`,
  severity: 'error',
  from: { path: `^src/${stage}/` },
  to: { path: '^src/', pathNot: ORDER.slice(0, i + 1).map((left) => `^src/${left}/`) },
}));

const DRIVERS = { sqlite: 'better-sqlite3', postgres: '(^|node_modules/(@types/)?)pg(/|$)' };

const driversStayHome = Object.entries(DRIVERS).map(([store, driver]) => ({
  name: `${store}-driver-stays-home`,
  comment: 'A database driver is imported by its own store folder only.',
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/record/${store}/` },
  to: { path: driver },
}));

module.exports = {
  forbidden: [
    ...upstreamOnly,
    {
      name: 'forward-and-report-are-strangers',
      comment: 'What both need belongs into record or model.',
      severity: 'error',
      from: { path: '^src/forward/' },
      to: { path: '^src/(report|export)/' },
    },
    {
      name: 'pure-code-imports-nothing',
      comment: 'interpret, rollup and backoff take time, ids and functions as arguments.',
      severity: 'error',
      from: { path: '^src/(interpret/|record/rollup\\.ts|forward/backoff\\.ts)' },
      to: {
        dependencyTypes: [
          'core',
          'npm',
          'npm-dev',
          'npm-optional',
          'npm-peer',
          'npm-no-pkg',
          'npm-unknown',
        ],
      },
    },
    {
      name: 'only-runtime-knows-threads',
      comment: 'What runs in which thread is decided in src/runtime alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/runtime/' },
      to: { path: '^(node:)?worker_threads$' },
    },
    ...driversStayHome,
    {
      name: 'no-bot-sdk',
      comment:
        'The SDKs are known structurally (src/capture/sdk.ts); they are installed for tests only.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/(botbuilder|@microsoft)' },
    },
    {
      name: 'no-cycles',
      comment: 'Extract what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'entry-points-come-last',
      comment:
        'index.ts, postgres.ts, analytics.ts, web and cli are imported by nothing in a stage.',
      severity: 'error',
      from: { path: `^src/(${ORDER.join('|')})/` },
      to: { path: '^src/(index|postgres|analytics|web/|cli/)' },
    },
    {
      name: 'web-stands-before-cli',
      comment: 'The command line starts the pages; the pages know nothing of it.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(index|cli/)' },
    },
    {
      name: 'browser-code-stands-alone',
      comment: 'What runs in a browser is bundled by itself and imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/web/client/' },
      to: { path: '^src/', pathNot: '^src/web/client/' },
    },
    {
      name: 'conformance-is-for-tests',
      comment:
        'An entry point of its own, which no bot loads: it knows what a destination is, and nothing of what runs it.',
      severity: 'error',
      from: { path: '^src/conformance/' },
      to: { path: '^src/', pathNot: '^src/(conformance|model|forward)/' },
    },
    {
      name: 'nothing-needs-conformance',
      comment: 'It is for the tests of whoever writes a destination.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/conformance/' },
      to: { path: '^src/conformance/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default'],
    },
  },
};
