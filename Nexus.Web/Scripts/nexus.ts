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
  'nx-act': () => import('./acts/act'),
  'nx-activation': () => import('./platform/activation'),
  'nx-copy': () => import('./acts/copy'),
  'nx-erase': () => import('./platform/erase'),
  'nx-events': () => import('./administration/events'),
  'nx-field-form': () => import('./administration/field-form'),
  'nx-grants': () => import('./administration/grants'),
  'nx-import': () => import('./administration/import'),
  'nx-language': () => import('./account/language'),
  'nx-password-link': () => import('./sign-in/password-link'),
  'nx-password': () => import('./sign-in/password'),
  'nx-totp': () => import('./account/totp'),
  'nx-verify': () => import('./platform/verify'),
  'nx-wait': () => import('./sign-in/wait'),
  'nx-list': () => import('./lists/list'),
  'nx-views': () => import('./lists/views'),
  'nx-filter': () => import('./lists/filter'),
  'nx-columns': () => import('./lists/columns'),
  'nx-board': () => import('./lists/board'),
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
