/** A photo on its way: made small on the device, which leaves out all but the picture, and sent. */
import { heard, Problem } from './api.ts'

/** The longer side in pixels at most, as the server keeps it. */
const LONGEST = 1600
const QUALITY = 0.85

/** As a JPEG that is drawn anew: where and by what it was taken stays on the device. null: not readable here. */
export async function shrunk(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    () => null,
  )
  if (!picture) return null
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (!pen) return null
  // JPEG knows nothing of see-through.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}

/** Sends it; `onPart` hears from 0 to 1 how far it is, which `fetch` does not tell. Throws a `Problem`. */
export function send(path: string, photo: Blob, onPart: (part: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('content-type', photo.type)
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onPart(total > 0 ? loaded / total : 0)
    })
    request.addEventListener('error', () => {
      reject(new Problem(0, 'the server was not reached'))
    })
    request.addEventListener('load', () => {
      try {
        resolve(heard(request.status, request.responseText))
      } catch (error) {
        reject(error)
      }
    })
    request.send(photo)
  })
}
