import { describe, expect, test } from 'vitest'
import { isAtEnd, scrollTopFor, tallest, virtualWindow } from '../../panel/present/list/virtual-window.ts'

const row = 22
const viewport = 220

test('a short list is rendered whole', () => {
  expect(virtualWindow(5, row, 0, viewport)).toEqual({ first: 0, end: 5, height: 110, shift: 0 })
})

test('only the rows in view and a few more of a long list are rendered', () => {
  const { first, end, height } = virtualWindow(100_000, row, 22_000, viewport)
  expect(first).toBeLessThanOrEqual(1000)
  expect(end).toBeGreaterThanOrEqual(1010)
  expect(end - first).toBeLessThan(30)
  expect(height).toBe(2_200_000)
})

test('a position beyond the end, as after a filter, shows the end', () => {
  const { first, end } = virtualWindow(50, row, 1e9, viewport)
  expect(end).toBe(50)
  expect(first).toBeLessThan(50)
})

describe('a list taller than browsers draw', () => {
  const count = 2_000_000

  test('keeps its element within the limit', () => {
    expect(virtualWindow(count, row, 0, viewport).height).toBe(tallest)
  })

  test('reaches its first and last row', () => {
    expect(virtualWindow(count, row, 0, viewport).first).toBe(0)
    expect(virtualWindow(count, row, tallest - viewport, viewport).end).toBe(count)
  })

  test('draws rows where the viewport is', () => {
    const scrollTop = 3_000_000
    const { first, end, shift } = virtualWindow(count, row, scrollTop, viewport)
    expect(first * row + shift).toBeLessThanOrEqual(scrollTop)
    expect(end * row + shift).toBeGreaterThanOrEqual(scrollTop + viewport)
  })

  test.each([0, 1, 999_999, 1_999_999])('brings row %d into view', (index) => {
    const scrollTop = scrollTopFor(index, count, row, 0, viewport)
    const { shift } = virtualWindow(count, row, scrollTop, viewport)
    const top = index * row + shift
    expect(top).toBeGreaterThanOrEqual(scrollTop - 0.5)
    expect(top + row).toBeLessThanOrEqual(scrollTop + viewport + 0.5)
  })
})

test('a row that is in view does not move the list', () => {
  expect(scrollTopFor(3, 1000, row, 44, viewport)).toBe(44)
})

test('a row above or below moves it no further than needed', () => {
  expect(scrollTopFor(1, 1000, row, 440, viewport)).toBe(22)
  expect(scrollTopFor(20, 1000, row, 0, viewport)).toBe(21 * row - viewport)
})

test('the end is reached within half a row', () => {
  expect(isAtEnd(1780, viewport, 2000, row)).toBe(true)
  expect(isAtEnd(1760, viewport, 2000, row)).toBe(false)
})
