/** MiniStack cannot be had on this machine; the message is one line that says why. */
export class MinistackUnavailable extends Error {
  override readonly name = 'MinistackUnavailable'
}
