// Small words for the document that all parts use. Text is always set as text, never as markup.

type Child = Node | string | null | undefined | false

/** An element with attributes and children; `onclick` and the like take functions. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, unknown> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on') && typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false))
  return element
}

/** An icon by its name in icons.txt. */
export function icon(name: string, size = ''): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', `icon ${size}`)
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `${document.documentElement.dataset['icons']}#${name}`)
  svg.append(use)
  return svg
}

export const find = <T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T | null => within.querySelector<T>(selector)

export const all = <T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T[] => [...within.querySelectorAll<T>(selector)]

/** Calls the last of many calls, once they pause. */
export function debounce<A extends unknown[]>(milliseconds: number, action: (...given: A) => void): (...given: A) => void {
  let timer: number | undefined
  return (...given) => {
    clearTimeout(timer)
    timer = window.setTimeout(() => action(...given), milliseconds)
  }
}
