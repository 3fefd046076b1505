import { reachable } from '../names.ts';
import { type SdkSource, Unexpected } from '../sdk-source.ts';

/** Leaves the methods of `Client` that the wanted ones need; returns their source text. */
export const keepMethods = (source: SdkSource, wanted: readonly string[]): string => {
  const methods = source.methodsOf(source.classNamed('Client'));
  const texts = new Map(methods.map(({ name, node }) => [name, source.textOf(node)]));
  for (const name of wanted) if (!texts.has(name)) throw new Unexpected(`it has no method ${name}`);
  const kept = reachable(texts, ['constructor', ...wanted]);
  for (const { name, node } of methods) if (!kept.has(name)) source.remove(node);
  return [...kept].map((name) => texts.get(name)).join('\n');
};
