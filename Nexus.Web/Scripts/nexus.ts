// The console's entry: navigation without reloads, and the parts of a page that are alive, each loaded when a page first has it.
import '@hotwired/turbo'
import { startFrame } from './frame'
import { startLive } from './live'
import { startConnection } from './connection'
import { startOperations } from './operations/buttons'
import { startPalette } from './palette/open'
import { startZone } from './zone'

/** Custom elements by name, and where each is defined. */
const parts: Record<string, () => Promise<unknown>> = {
  'nx-record': () => import('./records/record'),
  'nx-form': () => import('./forms/form'),
  'nx-relation': () => import('./inputs/all'),
  'nx-choose': () => import('./inputs/all'),
  'nx-tags': () => import('./inputs/all'),
  'nx-chart': () => import('./reports/chart'),
  'nx-home': () => import('./home/home'),
  'nx-bell': () => import('./notices/bell'),
  'nx-later': () => import('./home/later'),
}

/** Loads what the page has that isn't defined yet. */
function load(): void {
  for (const [name, part] of Object.entries(parts)) {
    if (!customElements.get(name) && document.querySelector(name)) void part()
  }
}

new MutationObserver(load).observe(document.documentElement, { childList: true, subtree: true })
load()
startZone()
startFrame()
startLive()
startOperations()
startConnection()
startPalette()
