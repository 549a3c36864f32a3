// <nx-chart>: draws what its data-chart says into its canvas, in the colours of the theme. The page says the same in words or as a table.
import { BarController, BarElement, CategoryScale, Chart, type ChartConfiguration, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import { visit } from '@hotwired/turbo'
import { locale } from '../texts'

Chart.register(BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip)

interface Point { label: string; href: string | null }
interface Series { label: string; values: (number | null)[]; texts: string[]; currency: string | null }
interface Data { measure: string; over_time: boolean; percent: boolean; points: Point[]; series: Series[] }

/** Labels of bars that are longer, or more, lie better on their side. */
const LYING_LABEL = 14
const LYING_COUNT = 7
const COLOURS = 8

class NxChart extends HTMLElement {
  #chart: Chart | undefined
  #redraw = (): void => this.#draw()
  #scheme = matchMedia('(prefers-color-scheme: dark)')

  connectedCallback(): void {
    document.addEventListener('nexus:theme', this.#redraw)
    this.#scheme.addEventListener('change', this.#redraw)
    this.#draw()
  }

  disconnectedCallback(): void {
    document.removeEventListener('nexus:theme', this.#redraw)
    this.#scheme.removeEventListener('change', this.#redraw)
    this.#chart?.destroy()
    this.#chart = undefined
  }

  static get observedAttributes(): string[] { return ['data-chart'] }

  attributeChangedCallback(): void { if (this.#chart) this.#draw() }

  #draw(): void {
    const canvas = this.querySelector('canvas')
    if (!canvas) return
    this.#chart?.destroy()
    const data = JSON.parse(this.dataset['chart'] ?? '{}') as Data
    const animated = !this.#chart && !matchMedia('(prefers-reduced-motion: reduce)').matches
    const config = this.classList.contains('line') ? this.#line(data) : this.#bars(data)
    config.options = { ...config.options, responsive: true, maintainAspectRatio: false, locale, ...(animated ? { animation: { duration: 250 } } : { animation: false }) }
    this.#chart = new Chart(canvas, config)
  }

  /** The line beside a figure: how it went, without words. */
  #line(data: Data): ChartConfiguration {
    const colour = this.#token('--chart-1')
    return {
      type: 'line',
      data: { labels: data.points.map(p => p.label), datasets: [{ data: data.series[0]?.values ?? [], borderColor: colour, backgroundColor: soft(colour), fill: true, borderWidth: 1.5, pointRadius: 0, tension: 0.3, spanGaps: true }] },
      options: { events: [], plugins: { legend: { display: false }, tooltip: { enabled: false } }, scales: { x: { display: false }, y: { display: false, beginAtZero: true, grace: '10%' } } },
    }
  }

  #bars(data: Data): ChartConfiguration {
    const lying = !data.over_time && (data.points.length > LYING_COUNT || data.points.some(p => p.label.length > LYING_LABEL) || this.clientWidth / Math.max(1, data.points.length) < 76)
    const [text, grid] = [this.#token('--muted'), this.#token('--border')]
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 }
    const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
    const figures = {
      beginAtZero: true, grid: { color: grid }, border: { display: false },
      ticks: { color: text, font, maxTicksLimit: 6, callback: (value: string | number) => data.percent ? `${compact.format(Number(value))} %` : compact.format(Number(value)) },
    }
    const names = { grid: { display: false }, border: { color: grid }, ticks: { color: text, font, autoSkip: data.over_time, maxRotation: 0 } }
    if (lying) this.style.setProperty('--bars', String(data.points.length))
    this.classList.toggle('lying', lying)
    return {
      type: 'bar',
      data: {
        labels: data.points.map(p => p.label),
        datasets: data.series.map((series, i) => ({ label: series.label, data: series.values, backgroundColor: this.#token(`--chart-${(i % COLOURS) + 1}`), borderRadius: 3, maxBarThickness: 36, categoryPercentage: 0.72 })),
      },
      options: {
        indexAxis: lying ? 'y' : 'x',
        scales: lying ? { x: figures, y: names } : { x: names, y: figures },
        interaction: { mode: 'index', axis: lying ? 'y' : 'x', intersect: false },
        plugins: {
          legend: { display: data.series.length > 1, align: 'end', labels: { color: text, font, boxWidth: 8, boxHeight: 8, usePointStyle: true } },
          tooltip: {
            backgroundColor: this.#token('--raised'), titleColor: this.#token('--text'), bodyColor: this.#token('--text'), borderColor: this.#token('--border-strong'), borderWidth: 1, padding: 8, cornerRadius: 6,
            titleFont: { ...font, weight: 600 }, bodyFont: { ...font, size: 12 }, boxPadding: 4, usePointStyle: true,
            callbacks: { label: item => `${data.measure}: ${data.series[item.datasetIndex]?.texts[item.dataIndex] ?? ''}` },
          },
        },
        onHover: (e, hit) => { (e.native?.target as HTMLElement).style.cursor = hit[0] && data.points[hit[0].index]?.href ? 'pointer' : '' },
        onClick: (_, hit) => { const href = hit[0] && data.points[hit[0].index]?.href; if (href) visit(href) },
      },
    }
  }

  /** A colour as the theme has it now: the browser resolves light-dark(). */
  #token(name: string): string {
    const probe = document.createElement('span')
    probe.style.color = `var(${name})`
    this.append(probe)
    const colour = getComputedStyle(probe).color
    probe.remove()
    return colour
  }
}

function soft(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.12)')
}

customElements.define('nx-chart', NxChart)
