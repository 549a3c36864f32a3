// Opens the command palette: Ctrl or Cmd with K, or a button with data-palette. The palette itself is loaded when the page has nothing else to do.
const load = (): Promise<typeof import('./palette')> => import('./palette')

export function startPalette(): void {
  document.addEventListener('keydown', e => {
    if (e.key.toLowerCase() !== 'k' || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey || !document.querySelector('[data-palette]')) return
    e.preventDefault()
    void load().then(palette => palette.toggle())
  })
  document.addEventListener('click', e => {
    if ((e.target as Element).closest('[data-palette]')) void load().then(palette => palette.open())
  })
  document.addEventListener('turbo:load', () => void remember())
  const idle = window.requestIdleCallback ?? ((action: () => void) => setTimeout(action, 800))
  idle(() => { if (document.querySelector('[data-palette]')) void load().then(palette => palette.prepare()) })
}

async function remember(): Promise<void> {
  if (document.querySelector('[data-palette]')) (await import('./recent')).remember(location.pathname + location.search, document.title)
}
