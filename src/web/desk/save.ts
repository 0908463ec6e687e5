/** Brings a form of an answer that is no JSON to the downloads: a table, or lines. */
import { heard } from '../api.ts'

/** Throws the `Problem` where the server says no. */
export async function save(path: string, accept: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { accept } })
  if (!answer.ok) heard(answer.status, await answer.text())
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
