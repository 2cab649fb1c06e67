/** The known word that a mistyped one most likely stands for, or null when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= Math.ceil(word.length / 3) ? best.candidate : null
}

/** Levenshtein distance: single-character insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  const letters = [...b]
  let previous = Array.from({ length: letters.length + 1 }, (_, index) => index)
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, right] of letters.entries()) {
      const replaced = (previous[column] ?? 0) + (left === right ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[letters.length] ?? 0
}
