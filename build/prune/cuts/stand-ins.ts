import { type Cut, given, usingOnly } from './cut.ts';

/** Nothing is cut here: these files may use no more of a module than its stand-in (see stubs.ts) has. */
export const standInCuts: readonly Cut[] = [
  {
    file: /\/@darabonba\/typescript\/dist\/func\.js$/,
    because: 'of lodash it uses merge() alone',
    cut: (source) => usingOnly(source, '_', ['merge']),
  },
  {
    file: /\/@darabonba\/typescript\/dist\/xml\.js$/,
    because: 'of xml2js it uses Parser without arrays, and Builder for bodies that nobody sends',
    cut: (source) =>
      given(source, ['new xml2js_1.Parser({ explicitArray: false })'], () =>
        usingOnly(source, 'xml2js_1', ['Parser', 'Builder']),
      ),
  },
  {
    file: /\/@darabonba\/typescript\/dist\/index\.js$/,
    because: 'it is marked as a module, so that pruned models may import it as it is',
    cut: (source) =>
      given(
        source,
        ['Object.defineProperty(exports, "__esModule", { value: true });'],
        () => source,
      ),
  },
  {
    file: /\/@alicloud\/mns\/lib\/helper\.js$/,
    because: 'of xml2js it uses parseString() with default options alone',
    cut: (source) =>
      given(source, ['xml2js.parseString(input, (err, obj) => {'], () =>
        usingOnly(source, 'xml2js', ['parseString']),
      ),
  },
  {
    file: /\/@alicloud\/fc2\/lib\/client\.js$/,
    because: 'request(), which all invocations go through, calls httpx.request()',
    cut: (source) =>
      given(
        source,
        [
          'async request(method, path, query, body, headers = {}, opts = {}) {',
          'await httpx.request(url, {',
        ],
        () => source,
      ),
  },
];
