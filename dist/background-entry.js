import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./lib/src/errors.js
/** All codes. Each one's meaning is in `docs/errors.md`. */
const ERROR_CODES = (/* unused pure expression or super */ null && ([
    'ERR_WYNDRVR_VALUE',
    'ERR_WYNDRVR_LISTEN',
    'ERR_WYNDRVR_WORKER',
    'ERR_WYNDRVR_CONNECT',
    'ERR_WYNDRVR_TIMEOUT',
    'ERR_WYNDRVR_LOST',
    'ERR_WYNDRVR_PROTOCOL',
    'ERR_WYNDRVR_REFUSED',
    'ERR_WYNDRVR_ABORTED',
    'ERR_WYNDRVR_DOCUMENT',
]));
/** The only error that wyndrvr throws on purpose: a code for programs, a sentence for people. */
class errors_WyndrvrError extends Error {
    name = 'WyndrvrError';
    code;
    /** What a measurement had found before it was cut off; `null` where there was nothing yet. */
    measurement;
    constructor(code, message, details = {}) {
        super(message, 'cause' in details ? { cause: details.cause } : undefined);
        this.code = code;
        this.measurement = details.measurement ?? null;
    }
}
/** The text of anything that was thrown, for a sentence to end with. */
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
/** The system error code (`ECONNREFUSED`, …) of anything that was thrown, or `null`. */
function systemCodeOf(thrown) {
    return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: ./lib/src/units.js

/** Bytes in the MB of the seed's `--size` and of its terminal lines: 2^20. */
const SEED_MEGABYTE = (/* unused pure expression or super */ null && (1024 * 1024));
/**
 * A duration in milliseconds, 24 hours at most.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no such time
 */
function milliseconds(value) {
    return amountWithin(value, DURATION_UNITS, 'a duration such as 500ms or 2s, of 24 hours at most', 86_400_000);
}
/**
 * A size in bytes, rounded to a whole byte.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite amount of at least 0.
 */
function bytes(value) {
    return Math.round(amountWithin(value, SIZE_UNITS, 'a size such as 10MB or 10MiB', Number.MAX_SAFE_INTEGER));
}
/**
 * A rate in bit/s.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite rate of at least 0
 */
function bitsPerSecond(value) {
    return amountWithin(value, RATE_UNITS, 'a rate such as 500kbit/s or 1Gbit/s', Number.MAX_SAFE_INTEGER);
}
/**
 * Reads an amount with its unit, which must be there unless it is a mere number: `amountIn('5us', 'duration')` is 0.005.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
function amountIn(text, quantity) {
    const { units, example } = QUANTITIES[quantity];
    const result = amountOf(text, units);
    if (result >= 0 && result <= Number.MAX_SAFE_INTEGER)
        return result;
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `Expected ${example}, got '${text}'.`);
}
/** What {@link amountIn} expects, with an example, to end a sentence with: `a time such as 5ms`. */
function exampleOf(quantity) {
    return QUANTITIES[quantity].example;
}
/**
 * An amount of at least 0 as text, in the largest unit of which there is one at least. {@link amountIn} reads it as
 * exactly the same number.
 */
function amountText(amount, quantity) {
    const units = [...QUANTITIES[quantity].units].filter(([, factor]) => powerOfTen(factor) !== null);
    // None at all is as many of one unit as of another.
    const enough = amount === 0 ? 1 : amount;
    const [unit, factor] = units.findLast(([, one]) => enough >= one) ?? units[0] ?? ['', 1];
    return `${withPointMoved(amount, -(powerOfTen(factor) ?? 0))}${unit}`;
}
/** Bits per second in Mbps (10^6 bit/s) of so many bytes in so many seconds; `null` where no time passed. */
function mbps(byteCount, seconds) {
    return seconds > 0 ? (byteCount * 8) / seconds / 1e6 : null;
}
const DURATION_UNITS = new Map([
    ['', 1],
    ['us', 1e-3],
    ['ms', 1],
    ['s', 1000],
    ['min', 60_000],
]);
const SIZE_UNITS = new Map([
    ['', 1],
    ['B', 1],
    ['kB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
    ['KiB', 2 ** 10],
    ['MiB', 2 ** 20],
    ['GiB', 2 ** 30],
]);
const RATE_UNITS = new Map([
    ['', 1],
    ['bit/s', 1],
    ['kbit/s', 1e3],
    ['Mbit/s', 1e6],
    ['Gbit/s', 1e9],
]);
const QUANTITIES = {
    duration: {
        units: new Map([...DURATION_UNITS].filter(([unit]) => unit !== '')),
        example: 'a time such as 5ms or 250us',
    },
    rate: {
        units: new Map([
            ['bit/s', 1e-6],
            ['kbit/s', 1e-3],
            ['Mbit/s', 1],
            ['Gbit/s', 1e3],
        ]),
        example: 'a rate such as 900Mbit/s or 1Gbit/s',
    },
    share: { units: new Map([['%', 1e-2]]), example: 'a percentage such as 0.1%' },
    frequency: { units: new Map([['/s', 1]]), example: 'a number a second such as 5000/s' },
    number: { units: new Map([['', 1]]), example: 'a number such as 3 or 0.95' },
};
function amountWithin(value, units, expected, most) {
    const result = typeof value === 'number' ? value : amountOf(value, units);
    if (!(result >= 0 && result <= most)) {
        throw new errors_WyndrvrError('ERR_WYNDRVR_VALUE', `Expected ${expected}, got '${value}'.`);
    }
    return result;
}
/** Whatever a program without types passes is told apart here, and refused in a sentence. */
function amountOf(text, units) {
    const match = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Z]*(?:\/s)?|%)$/.exec(String(text).trim());
    const factor = units.get(match?.[2] ?? '?');
    return match && factor !== undefined ? scaled(match[1] ?? '', factor) : Number.NaN;
}
/** A multiplication by 10^n would round a second time: 0.3us are 0.0003 ms, and 0.3 * 0.001 is not quite. */
function scaled(digits, factor) {
    const power = powerOfTen(factor);
    return power === null ? Number(digits) * factor : Number(`${digits}e${power}`);
}
/** n of 10^n; `null` for another number. */
function powerOfTen(factor) {
    const [mantissa, power] = factor.toExponential().split('e');
    return mantissa === '1' ? Number(power) : null;
}
/** The number times 10^places in decimal digits, never with an exponent. */
function withPointMoved(amount, places) {
    if (amount === 0)
        return '0';
    const [mantissa = '', power = ''] = amount.toExponential().split('e');
    const digits = mantissa.replace('.', '');
    const point = Number(power) + places + 1;
    if (point <= 0)
        return `0.${'0'.repeat(-point)}${digits}`;
    const whole = digits.slice(0, point).padEnd(point, '0');
    const fraction = digits.slice(point);
    return fraction === '' ? whole : `${whole}.${fraction}`;
}

;// CONCATENATED MODULE: ./lib/src/server/limits.js
/** The limits of a server that was asked for none. */
const DEFAULT_LIMITS = {
    idle: 60_000,
    numberQuiet: 250,
    commandQuiet: 2000,
    readyMoment: 50,
    badCommands: 100,
};
/** Transfers that run when the server closes may go on for so long (ms) before they are cut. */
const CLOSE_GRACE = 1500;
/** A worker that has not ended after so long (ms) is ended by force. */
const CLOSE_LIMIT = CLOSE_GRACE + 300;
/** Connections that may wait, for a sequential server's turn or for a worker process; more are turned away. */
const MAX_WAITING = 4096;
/** Connections that the kernel holds until they are accepted. */
const BACKLOG = 1024;

;// CONCATENATED MODULE: ./lib/src/server/mode.js
/** All modes, in the order in which help texts list them. */
const MODES = ['thread', 'process', 'sequential'];

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: external "node:url"
const external_node_url_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");
;// CONCATENATED MODULE: ./lib/src/entry.js


/**
 * The path of a file that is started as a thread or process of its own and lies beside the module that asks.
 * The ending follows the asking module's: `.ts` from source, `.js` when compiled or bundled.
 */
function entryPath(askingModule, name) {
    return (0,external_node_url_namespaceObject.fileURLToPath)(new URL(`${name}${(0,external_node_path_namespaceObject.extname)(askingModule)}`, askingModule));
}

;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./lib/src/address.js

/**
 * Reads `host:port`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
function parseHostPort(text) {
    const match = /^(?:\[([\da-fA-F:.%\w]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text.trim());
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3]);
    if (host === undefined || port < 1 || port > 65_535) {
        throw new WyndrvrError('ERR_WYNDRVR_VALUE', `Expected a server as host:port, such as 192.0.2.7:5001 or [::1]:5001, got '${text}'.`);
    }
    return { host, port };
}
/** Writes `host:port`, so that {@link parseHostPort} reads the same. */
function formatHostPort({ host, port }) {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

;// CONCATENATED MODULE: ./lib/src/server/listen.js





/**
 * Starts to accept connections; every socket is handed over paused, with nothing read from it.
 * @throws the system's error, unchanged
 */
async function listen(options, onConnection) {
    const server = (0,external_node_net_namespaceObject.createServer)({ allowHalfOpen: true, pauseOnConnect: true }, onConnection);
    server.listen({ ...options, exclusive: true, backlog: BACKLOG });
    await (0,external_node_events_namespaceObject.once)(server, 'listening');
    // A connection that can't be accepted (no descriptor left) must not take the others with it.
    server.on('error', () => undefined);
    return server;
}
/** The address that a listening server is bound to. */
function boundAddress(server) {
    const address = server.address();
    if (address === null || typeof address === 'string')
        throw new Error('The server is not listening.');
    return { host: address.address, port: address.port };
}
/** A failure to listen, in a sentence that names the address and says what to do. */
function listenError(host, port, cause) {
    const code = systemCodeOf(cause);
    const reason = (code === null ? undefined : REASONS[code]) ?? `failed: ${messageOf(cause)}`;
    return new errors_WyndrvrError('ERR_WYNDRVR_LISTEN', `Listening on ${formatHostPort({ host, port })} ${reason}`, {
        cause,
    });
}
const REASONS = {
    EADDRINUSE: 'failed: the port is in use. Choose another, or 0 for a free one.',
    EACCES: 'is not allowed: choose a port above 1023, or run with the right to bind it.',
    EADDRNOTAVAIL: 'failed: no network interface of this machine has that address.',
    ENOTFOUND: 'failed: the host name is not known.',
    EAI_AGAIN: 'failed: the host name could not be looked up.',
    EINVAL: 'failed: that is no address to listen on.',
};

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./lib/src/server/replace.js

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5000;
/** Starts a worker in the place of one that died; tries again, ever slower, until that succeeds or the server closes. */
async function replace(start, isClosing) {
    for (let pause = FIRST_PAUSE; !isClosing(); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
        try {
            await start();
            return;
        }
        catch {
            await (0,promises_namespaceObject.setTimeout)(pause, undefined, { ref: false });
        }
    }
}

;// CONCATENATED MODULE: ./lib/src/server/processes.js








/** Process mode: this process accepts, and hands each connection to the worker process that has fewest. */
async function startProcesses(plan) {
    const processes = new Processes(plan);
    await processes.start(plan.workers);
    try {
        const server = await listen(plan, (socket) => processes.take(socket));
        return {
            address: boundAddress(server),
            warnings: [],
            workers: () => processes.ids(),
            close: async () => closeAll(server, processes),
        };
    }
    catch (error) {
        await processes.close();
        throw listenError(plan.host, plan.port, error);
    }
}
async function closeAll(server, processes) {
    server.close();
    await processes.close();
}
/** The worker processes and what each has to do; one that dies is replaced. */
class Processes {
    #plan;
    #loads = new Map();
    #starting = new Set();
    #waiting = [];
    #closing = false;
    constructor(plan) {
        this.#plan = plan;
    }
    async start(count) {
        try {
            await Promise.all(Array.from({ length: count }, async () => this.#startOne()));
        }
        catch (error) {
            await this.close();
            throw error;
        }
    }
    ids() {
        return Array.from(this.#loads.keys(), (child) => child.pid ?? 0);
    }
    /** Takes a connection that was accepted; while no process runs, it waits for one. */
    take(socket) {
        socket.on('error', () => undefined);
        if (this.#loads.size > 0)
            this.#hand(socket);
        else if (!this.#closing && this.#waiting.length < MAX_WAITING)
            this.#waiting.push(socket);
        else
            socket.destroy();
    }
    async close() {
        this.#closing = true;
        for (const socket of this.#waiting.splice(0))
            socket.destroy();
        const children = [...this.#loads.keys(), ...this.#starting];
        await Promise.all(children.map(async (child) => closeOne(child)));
    }
    #hand(socket) {
        const [first] = [...this.#loads].toSorted(([, a], [, b]) => a.connections - b.connections);
        if (first === undefined)
            return;
        const [child, load] = first;
        load.connections += 1;
        load.onTheWay.push(socket);
        // Node forgets to close what a process that dies had not taken, and its client would wait for ever: so it stays
        // open here until it is taken.
        child.send({ type: 'connection' }, socket, { keepOpen: true }, () => undefined);
    }
    async #startOne() {
        const child = (0,external_node_child_process_namespaceObject.fork)(entryPath(import.meta.url, 'process-entry'), {
            execArgv: [],
            // Out of reach of the terminal's Ctrl-C: when to end is this process's to say.
            detached: (0,external_node_os_namespaceObject.platform)() !== 'win32',
            stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        this.#starting.add(child);
        child.on('error', () => undefined);
        child.once('exit', () => this.#starting.delete(child));
        const { limits, secret } = this.#plan;
        child.send({ type: 'start', limits, secret }, () => undefined);
        const failure = await startFailure(child);
        this.#starting.delete(child);
        if (failure !== null)
            throw new errors_WyndrvrError('ERR_WYNDRVR_WORKER', failure);
        const load = { connections: 0, onTheWay: [] };
        this.#loads.set(child, load);
        child.on('message', ({ type }) => {
            if (type === 'taken')
                load.onTheWay.shift()?.destroy();
            else
                load.connections -= 1;
        });
        child.once('exit', () => {
            this.#loads.delete(child);
            // Nothing was read from them yet: another process can serve them.
            for (const socket of load.onTheWay)
                this.take(socket);
            void replace(async () => this.#startOne(), () => this.#closing);
        });
        for (const socket of this.#waiting.splice(0))
            this.#hand(socket);
    }
}
/** Why a worker process could not start; `null` when it is ready. */
async function startFailure(child) {
    const ready = (0,external_node_events_namespaceObject.once)(child, 'message').then(() => null);
    const ended = (0,external_node_events_namespaceObject.once)(child, 'exit').then(() => `A worker process ended while it started (${child.signalCode ?? `exit code ${child.exitCode}`}).`);
    try {
        return await Promise.race([ready, ended]);
    }
    catch (error) {
        return `A worker process could not be started: ${messageOf(error)}.`;
    }
}
async function closeOne(child) {
    if (child.exitCode !== null || child.signalCode !== null)
        return;
    const exited = (0,external_node_events_namespaceObject.once)(child, 'exit');
    if (child.connected)
        child.send({ type: 'close' }, () => undefined);
    const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT);
    await exited;
    clearTimeout(kill);
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./lib/src/server/session.js

/** A secret that all workers of one server share, so that each knows the sessions that another began. */
function sessionSecret() {
    return (0,external_node_crypto_namespaceObject.randomBytes)(32).toString('base64url');
}
/** A new session's id: 128 random bits, and what proves that this server gave it out. */
function newSession(secret) {
    const id = randomBytes(16).toString('base64url');
    return `${id}.${proof(id, secret)}`;
}
/** Whether this server gave out that session id. */
function isSession(session, secret) {
    const [id = '', given = ''] = session.split('.');
    const expected = Buffer.from(proof(id, secret));
    const actual = Buffer.from(given);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
}
function proof(id, secret) {
    return createHmac('sha256', secret).update(id).digest('base64url');
}

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: ./lib/src/next-event.js

/**
 * The first argument of the next such event. What it is, is the emitter's word: T is not checked.
 * @throws what the emitter emits as 'error' before it
 */
async function nextEvent(emitter, event) {
    const [value] = await (0,external_node_events_namespaceObject.once)(emitter, event);
    return value;
}

;// CONCATENATED MODULE: ./lib/src/server/reserve.js




/**
 * Makes sure that an address is free, and keeps it so while the server lives: threads that share a port would share
 * it with another server's threads too, and nobody would notice.
 * @throws {WyndrvrError} `ERR_WYNDRVR_LISTEN`
 */
async function reserveAddress(wanted) {
    try {
        const probe = await listen(wanted, (socket) => socket.destroy());
        const address = boundAddress(probe);
        await new Promise((resolve) => probe.close(resolve));
        const lock = await lockAddress(address);
        return { address, release: () => lock?.close() };
    }
    catch (error) {
        throw listenError(wanted.host, wanted.port, error);
    }
}
/** Two servers that start at the same time both find the port free; only one of them gets this name. */
async function lockAddress({ host, port }) {
    // Abstract sockets, whose names end with their process, are Linux's own: unix(7).
    if ((0,external_node_os_namespaceObject.platform)() !== 'linux')
        return null;
    const lock = (0,external_node_net_namespaceObject.createServer)((socket) => socket.destroy()).unref();
    lock.listen(`\0wyndrvr ${host}:${port}`);
    await (0,external_node_events_namespaceObject.once)(lock, 'listening');
    return lock;
}

;// CONCATENATED MODULE: ./lib/src/server/threads.js








/** Thread mode: every worker thread accepts on the shared port, and the kernel spreads the connections. */
async function startThreads(plan, canReusePort) {
    const reusePort = canReusePort ?? (await reusePortWorks());
    if (!reusePort)
        return new Threads({ ...plan, reusePort, sequential: false }).start(1, [CANNOT_SHARE]);
    // A port that the kernel picks is free, and stays so; one that was asked for has to be looked at.
    const reservation = plan.port === 0 ? null : await reserveAddress(plan);
    try {
        const threads = new Threads({ ...plan, ...reservation?.address, reusePort, sequential: false });
        const running = await threads.start(plan.workers, []);
        return { ...running, close: async () => running.close().finally(reservation?.release) };
    }
    catch (error) {
        reservation?.release();
        throw error;
    }
}
const CANNOT_SHARE = 'This platform can not share a port between threads: one worker thread serves all connections.';
/** Sequential mode: one worker thread serves one client after another. */
async function startSequential(plan) {
    const threads = new Threads({ ...plan, reusePort: false, sequential: true });
    return threads.start(1, []);
}
/** A set of worker threads with one plan; one that dies is replaced. */
class Threads {
    #plan;
    #running = new Set();
    #closing = false;
    constructor(plan) {
        this.#plan = plan;
    }
    async start(count, warnings) {
        try {
            const address = await this.#startOne(this.#plan);
            const others = Array.from({ length: count - 1 }, async () => this.#startOne({ ...this.#plan, ...address }));
            await Promise.all(others);
            return {
                address,
                warnings,
                workers: () => Array.from(this.#running, (worker) => worker.threadId),
                close: async () => this.#close(),
            };
        }
        catch (error) {
            await this.#close();
            throw error;
        }
    }
    async #startOne(plan) {
        const worker = new external_node_worker_threads_namespaceObject.Worker(entryPath(import.meta.url, 'thread-entry'), {
            workerData: plan,
            execArgv: [],
        });
        this.#running.add(worker);
        const exited = exitOf(worker);
        worker.once('exit', () => this.#running.delete(worker));
        const report = await firstReport(worker);
        if (report.type === 'failed') {
            await exited;
            throw listenError(plan.host, plan.port, Object.assign(new Error(report.message), { code: report.code }));
        }
        worker.once('exit', () => {
            // Its connections are gone with it; what is left is to serve the next ones.
            void replace(async () => this.#startOne({ ...plan, ...report.address }), () => this.#closing);
        });
        return report.address;
    }
    async #close() {
        this.#closing = true;
        await Promise.all(Array.from(this.#running, async (worker) => {
            const exited = exitOf(worker);
            worker.postMessage('close');
            const terminate = setTimeout(() => void worker.terminate(), CLOSE_LIMIT);
            await exited;
            clearTimeout(terminate);
        }));
    }
}
/** Resolves when a thread has ended, in whatever way: one that throws is replaced, and no error of this process. */
async function exitOf(worker) {
    await new Promise((resolve) => {
        worker.once('exit', () => resolve());
    });
}
async function firstReport(worker) {
    try {
        const report = await nextEvent(worker, 'message');
        worker.on('error', () => undefined);
        return report;
    }
    catch (error) {
        return { type: 'failed', code: systemCodeOf(error), message: messageOf(error) };
    }
}
async function reusePortWorks() {
    try {
        const probe = await listen({ host: '127.0.0.1', port: 0, reusePort: true }, (socket) => socket.destroy());
        await new Promise((resolve) => probe.close(resolve));
        return true;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/src/server/start-server.js








/**
 * Starts a server and resolves when it accepts connections. It prints nothing and never ends the process.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, `ERR_WYNDRVR_LISTEN` where the address
 * can't be had, `ERR_WYNDRVR_WORKER` where a worker could not be started
 */
async function startServer(options = {}) {
    const mode = options.mode ?? 'thread';
    const running = await start(mode, planOf(options));
    let closing = null;
    const close = async () => {
        closing ??= running.close();
        await closing;
    };
    return {
        address: running.address,
        mode,
        warnings: running.warnings,
        get workers() {
            return running.workers();
        },
        close,
        [Symbol.asyncDispose]: close,
    };
}
async function start(mode, plan) {
    switch (mode) {
        case 'thread':
            return startThreads(plan);
        case 'process':
            return startProcesses(plan);
        case 'sequential':
            return startSequential(plan);
        default:
            throw valueError(`mode must be one of ${MODES.join(', ')}, got '${String(mode)}'`);
    }
}
function planOf(options) {
    const { host = '0.0.0.0', port = 5001, workers = Math.max(2, (0,external_node_os_namespaceObject.availableParallelism)()) } = options;
    if (typeof host !== 'string' || host === '')
        throw valueError(`host must be an address or a name, got '${host}'`);
    whole('port', port, 0, 65_535);
    whole('workers', workers, 1, 256);
    const idle = milliseconds(options.idleTimeout ?? DEFAULT_LIMITS.idle);
    if (idle < 1) {
        throw valueError(`idleTimeout must be at least 1ms, got '${options.idleTimeout}'`);
    }
    return { host, port, workers, limits: { ...DEFAULT_LIMITS, idle }, secret: sessionSecret() };
}
function whole(name, value, least, most) {
    if (!Number.isInteger(value) || value < least || value > most) {
        throw valueError(`${name} must be a whole number from ${least} to ${most}, got '${value}'`);
    }
}
function valueError(sentence) {
    return new errors_WyndrvrError('ERR_WYNDRVR_VALUE', `The server's ${sentence}.`);
}

;// CONCATENATED MODULE: ./lib/src/server/background-entry.js
/** A server in a process of its own. */


let starting = null;
let background_entry_close = async () => undefined;
let released = false;
process.on('message', (order) => {
    if (order.type === 'start')
        starting = background_entry_start(order.options);
    else {
        released = true;
        process.disconnect();
    }
});
process.on('disconnect', () => {
    if (!released)
        void end();
});
process.on('SIGTERM', () => void end());
// Who starts it may have ended before there was anything here to notice it.
if (!process.connected)
    process.exit(0);
async function background_entry_start(options) {
    try {
        const server = await startServer(options);
        background_entry_close = async () => server.close();
        const { address, mode, warnings } = server;
        report({ type: 'listening', address, mode, warnings });
    }
    catch (error) {
        const code = error instanceof errors_WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER';
        report({ type: 'failed', code, message: messageOf(error) });
        if (process.connected)
            process.disconnect();
    }
}
async function end() {
    await starting;
    await background_entry_close();
    process.exit(0);
}
function report(message) {
    if (process.connected)
        process.send?.(message);
}

