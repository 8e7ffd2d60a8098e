import net from 'node:net';

/** Stands between a client and a server, so that a test can take the server away. */
export interface TcpProxy {
  /** `host:port` to connect to. */
  address: string;
  /** Hangs up on everyone and refuses new connections. */
  cut(): Promise<void>;
  /** Takes connections and answers nothing: the server hangs. */
  stall(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** `onSent` hears what clients send, before it is passed on. */
export async function createTcpProxy(target: string, onSent?: (bytes: Buffer) => void): Promise<TcpProxy> {
  const [host, targetPort] = target.split(':') as [string, string];
  const sockets = new Set<net.Socket>();
  let stalled = false;
  const server = net.createServer((near) => {
    const far = net.connect(Number(targetPort), host);
    const ends = [near, far];
    for (const socket of ends) {
      sockets.add(socket);
      socket.on('error', () => undefined); // the other side is told by the close
      socket.once('close', () => {
        sockets.delete(socket);
        for (const other of ends) other.destroy();
      });
    }
    near.on('data', (bytes: Buffer) => {
      onSent?.(bytes);
      if (!stalled) far.write(bytes);
    });
    far.on('data', (bytes) => stalled || near.write(bytes));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const cut = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    cut,
    stall: () => void (stalled = true),
    async restore() {
      stalled = false;
      // What was swallowed is lost: those connections are of no use any more.
      for (const socket of sockets) socket.destroy();
      if (!server.listening) await listen(port);
    },
    close: cut,
  };
}
