/** How a page stands on a screen, seen from outside: what is too wide, too small, or cannot be found by keyboard. */
import type { Page } from 'playwright-core'

/** What may be tapped or typed into. */
const WIDGETS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

/** Title and heading, once each, and nothing that makes the page scroll sideways: a sentence a fault. */
export function frameFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    const titles = document.querySelectorAll('h1').length
    if (titles !== 1) faults.push(`${titles} headings of level 1`)
    if (document.title.trim() === '') faults.push('no title')
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) faults.push(`${scrollWidth - clientWidth} px too wide`)
    return faults
  })
}

/**
 * What a finger would miss: smaller than 24 px (WCAG 2.5.8), or a button, field or link of the
 * navigation lower than 44 px. A link within a sentence is as high as its line.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((widgets) => {
    const faults: string[] = []
    for (const one of document.querySelectorAll<HTMLElement>(widgets)) {
      if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: false })) continue
      const isInText = one.tagName === 'A' && getComputedStyle(one).display === 'inline'
      // Of a choice the whole line may be tapped; what only a keyboard reaches is no target.
      const label = one instanceof HTMLInputElement ? (one.labels?.[0] ?? null) : null
      const boxes = [one, label].map((part) => part?.getBoundingClientRect())
      const width = Math.max(...boxes.map((box) => box?.width ?? 0))
      const height = Math.max(...boxes.map((box) => box?.height ?? 0))
      if (isInText || width <= 1 || boxes[0]!.right < 0 || boxes[0]!.bottom < 0) continue
      const isMain = one.matches('button[type=submit], .button, nav a, select, textarea')
      const least = isMain ? 44 : 24
      if (height >= least && width >= Math.min(least, 24)) continue
      const name = one.getAttribute('aria-label') ?? (one.textContent || one.id)
      faults.push(`${one.tagName} "${name.trim()}" ${Math.round(width)} × ${Math.round(height)} px`)
    }
    return faults
  }, WIDGETS)
}

/** What can be reached by Tab and then does not show where one is, or lies under something else. */
export async function unseenFocus(page: Page): Promise<string[]> {
  // After a key the browser shows the focus, also where a script moves it on.
  await page.keyboard.press('Tab')
  return page.evaluate((widgets) => {
    /** By what a focus is drawn; a thin line is none. */
    const looks = (one: Element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return `${outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2} ${boxShadow}`
    }
    const isCovered = (one: Element) => {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      const [x, y] = [(left + right) / 2, (top + bottom) / 2]
      const found = document.elementFromPoint(x, y)
      return found !== null && !one.contains(found) && !found.contains(one) && !labelled(one, found)
    }
    const labelled = (one: Element, found: Element) =>
      one instanceof HTMLInputElement && [...(one.labels ?? [])].some((it) => it.contains(found))
    const faults: string[] = []
    for (const one of document.querySelectorAll<HTMLElement>(widgets)) {
      if (one.tabIndex < 0 || one.matches(':disabled') || !one.checkVisibility()) continue
      const drawn = [one, one.nextElementSibling, one.closest('label, .option')].filter(
        (part) => part !== null,
      )
      ;(document.activeElement as HTMLElement).blur()
      const before = drawn.map(looks)
      one.focus()
      const isShown = drawn.some((part, i) => looks(part) !== before[i])
      const name = `${one.tagName} "${(one.getAttribute('aria-label') ?? one.textContent).trim()}"`
      if (document.activeElement !== one) faults.push(`${name} takes no focus`)
      else if (!isShown) faults.push(`${name} does not show its focus`)
      else if (isCovered(one)) faults.push(`${name} is covered while it has the focus`)
    }
    return faults
  }, WIDGETS)
}
