/** What an element may hold; nothing where a condition does not hold. */
export type Child = Node | string | false | undefined;

type Listeners = {
  readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void;
};

/** Attributes as they stand in HTML; `false` and `undefined` leave one out, `true` is an empty one. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const setAttributes = (element: Element, attributes: Attributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
};

const isThere = (child: Child): child is Node | string => child !== false && child !== undefined;

/** An HTML element. Text is never read as markup. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  setAttributes(element, attributes);
  element.append(...children.filter(isThere));
  return element;
};

/** An SVG element. */
export const s = <K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  setAttributes(element, attributes);
  element.append(...children.filter(isThere));
  return element;
};

/** Adds listeners and returns the element. */
export const on = <E extends HTMLElement | SVGElement>(element: E, listeners: Listeners): E => {
  for (const [type, listener] of Object.entries(listeners))
    element.addEventListener(type, listener as EventListener);
  return element;
};

export const button = (
  label: string,
  click: () => void,
  attributes: Attributes = {},
): HTMLButtonElement => on(h('button', { type: 'button', ...attributes }, label), { click });

/** Replaces what an element holds. */
export const fill = (element: Element, ...children: readonly Child[]): void =>
  element.replaceChildren(...children.filter(isThere));

/** Sets a text only if it differs, so that screen readers do not read it twice. */
export const setText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};
