/** Without the blanks at both ends, in linear time; other white space stays. */
export function trimBlanks(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && value.charCodeAt(start) === 0x20) start += 1
  while (end > start && value.charCodeAt(end - 1) === 0x20) end -= 1
  return end - start === value.length ? value : value.slice(start, end)
}
