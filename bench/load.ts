import type { Figures } from './figures.ts'
export async function measureLoad(_figures: Figures): Promise<void> {}
