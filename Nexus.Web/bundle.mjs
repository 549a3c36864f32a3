// Makes wwwroot/dist from Scripts/, Styles/ and icons.txt: the scripts in parts that a page loads when it needs them, one style sheet, one file of icons.
import { build } from 'esbuild'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const target = 'wwwroot/dist'
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })

const names = readFileSync('icons.txt', 'utf8').split('\n').map(line => line.trim()).filter(line => line && !line.startsWith('#'))
const symbols = names.map(name => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8')
  const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim()
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`
})
writeFileSync(`${target}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`)

// texts:de is the German texts that the scripts use, from the resource file that the pages use too.
const resource = readFileSync('Texts/Texts.de.resx', 'utf8')
const decode = text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
const german = Object.fromEntries([...resource.matchAll(/<data name="([^"]*)"[^>]*>\s*<value>([^<]*)<\/value>/g)].map(([, name, value]) => [decode(name), decode(value)]))
const used = new Set(readdirSync('Scripts', { recursive: true }).filter(f => f.endsWith('.ts')).flatMap(f =>
  [...readFileSync(`Scripts/${f}`, 'utf8').matchAll(/\bt\('((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text.replaceAll("\\'", "'"))))
const texts = {
  name: 'texts',
  setup(build) {
    build.onResolve({ filter: /^texts:/ }, args => ({ path: args.path, namespace: 'texts' }))
    build.onLoad({ filter: /.*/, namespace: 'texts' }, () => ({ contents: JSON.stringify(Object.fromEntries([...used].filter(text => german[text]).map(text => [text, german[text]]))), loader: 'json' }))
  },
}

await build({
  entryPoints: { nexus: 'Scripts/nexus.ts' }, plugins: [texts],
  bundle: true, splitting: true, format: 'esm', minify: true, sourcemap: false,
  target: ['chrome123', 'firefox121', 'safari17.5'],
  outdir: target, chunkNames: '[name]-[hash]', logLevel: 'warning',
})
await build({
  entryPoints: { nexus: 'Styles/nexus.css' },
  bundle: true, minify: true, loader: { '.woff2': 'file' }, assetNames: '[name]-[hash]',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  outdir: target, logLevel: 'warning',
})
// Newer than what it was made from, also when nothing in it changed.
writeFileSync(`${target}/nexus.js`, readFileSync(`${target}/nexus.js`))
