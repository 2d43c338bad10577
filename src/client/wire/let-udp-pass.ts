/**
 * What to do if UDP does not get through a port, in two sentences.
 * @param inner the port on the server's host
 */
export function letUdpPass(port: number, inner: number): string {
  return `Let that port pass UDP as well as TCP: a port mapping must name UDP too (docker run -p ${port}:${inner}/udp), and firewalls must allow it. Or leave out tests over UDP.`
}
