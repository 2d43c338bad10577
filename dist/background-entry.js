import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 71:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   c7: () => (/* binding */ systemCodeOf),
/* harmony export */   tX: () => (/* binding */ WyndrvrError)
/* harmony export */ });
/** The only error that wyndrvr throws on purpose: a code for programs, a sentence for people. */
class WyndrvrError extends Error {
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


/***/ }),

/***/ 315:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(71);
/* harmony import */ var _start_server_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(29);
/** A server in a process of its own. Its arguments: the options as JSON, and `detached` where it outlives its starter. */


try {
    const server = await (0,_start_server_js__WEBPACK_IMPORTED_MODULE_1__/* .startServer */ .U)(JSON.parse(process.argv[2] ?? '{}'));
    const close = () => void server.close();
    process.once('SIGTERM', close);
    // Ctrl-C on a terminal reaches this process too; when to end is its starter's to say.
    process.on('SIGINT', () => undefined);
    const { address, mode, warnings } = server;
    process.send?.({ type: 'listening', address, mode, warnings }, () => {
        // A detached server's starter leaves right after this report; any other takes the server with it.
        process.once('disconnect', detached() ? () => undefined : close);
    });
}
catch (error) {
    const code = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .WyndrvrError */ .tX ? error.code : 'ERR_WYNDRVR_WORKER';
    process.send?.({ type: 'failed', code, message: (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error) }, () => {
        process.exitCode = 1;
        process.disconnect();
    });
}
function detached() {
    return process.argv[3] === 'detached';
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 29:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  U: () => (/* binding */ startServer)
});

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
// EXTERNAL MODULE: ./lib/src/errors.js
var errors = __nccwpck_require__(71);
;// CONCATENATED MODULE: ./lib/src/units.js

/** Bytes in the MB of the seed's `--size` and of its terminal lines: 2^20. */
const SEED_MEGABYTE = (/* unused pure expression or super */ null && (1024 * 1024));
/**
 * A duration in milliseconds.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite time of at least 0.
 */
function milliseconds(value) {
    return quantity(value, DURATION_UNITS, 'a duration such as 500ms or 2s');
}
/**
 * A size in bytes, rounded to a whole byte.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite amount of at least 0.
 */
function bytes(value) {
    return Math.round(quantity(value, SIZE_UNITS, 'a size such as 10MB or 10MiB'));
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
function quantity(value, units, expected) {
    const result = typeof value === 'number' ? value : amountOf(value, units);
    if (!Number.isFinite(result) || result < 0) {
        throw new errors/* WyndrvrError */.tX('ERR_WYNDRVR_VALUE', `Expected ${expected}, got '${value}'.`);
    }
    return result;
}
/** Whatever a program without types passes is told apart here, and refused in a sentence. */
function amountOf(text, units) {
    const match = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Z]*)$/.exec(String(text).trim());
    const factor = units.get(match?.[2] ?? '?');
    return match && factor !== undefined ? Number(match[1]) * factor : Number.NaN;
}

;// CONCATENATED MODULE: ./lib/src/server/limits.js
/** The limits of a server that was asked for none. */
const DEFAULT_LIMITS = {
    idle: 60_000,
    numberQuiet: 100,
    commandQuiet: 2000,
    readyMoment: 50,
    badCommands: 100,
};
/** Transfers that run when the server closes may go on for so long (ms) before they are cut. */
const CLOSE_GRACE = 1500;
/** Connections that wait while a sequential server serves another; more than these are turned away. */
const MAX_WAITING = 1024;
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
    const code = (0,errors/* systemCodeOf */.c7)(cause);
    const reason = (code === null ? undefined : REASONS[code]) ?? `failed: ${(0,errors/* messageOf */.bD)(cause)}`;
    return new errors/* WyndrvrError */.tX('ERR_WYNDRVR_LISTEN', `Listening on ${host}:${port} ${reason}`, { cause });
}
const REASONS = {
    EADDRINUSE: 'failed: the port is in use. Choose another with --port, or 0 for a free one.',
    EACCES: 'is not allowed: choose a port above 1023, or run with the right to bind it.',
    EADDRNOTAVAIL: 'failed: no network interface of this machine has that address.',
    ENOTFOUND: 'failed: the host name is not known.',
    EAI_AGAIN: 'failed: the host name could not be looked up.',
    EINVAL: 'failed: that is no address to listen on.',
};

;// CONCATENATED MODULE: ./lib/src/server/processes.js






/** Process mode: this process accepts, and hands each connection to the worker process that has fewest. */
async function startProcesses(plan) {
    const processes = new Processes(plan.limits);
    await processes.start(plan.workers);
    try {
        const server = await listen(plan, (socket) => processes.hand(socket));
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
    #limits;
    #loads = new Map();
    #starting = new Set();
    #closing = false;
    constructor(limits) {
        this.#limits = limits;
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
    hand(socket) {
        socket.on('error', () => undefined);
        const [first] = [...this.#loads].toSorted(([, a], [, b]) => a.connections - b.connections);
        if (first === undefined) {
            socket.destroy();
            return;
        }
        const [child, load] = first;
        load.connections += 1;
        load.onTheWay.push(socket);
        // Node forgets to close what a process that dies had not taken, and its client would wait for ever: so it stays
        // open here until it is taken.
        child.send({ type: 'connection' }, socket, { keepOpen: true }, () => undefined);
    }
    async close() {
        this.#closing = true;
        const children = [...this.#loads.keys(), ...this.#starting];
        await Promise.all(children.map(async (child) => closeOne(child)));
    }
    async #startOne() {
        const child = (0,external_node_child_process_namespaceObject.fork)(entryPath(import.meta.url, 'process-entry'), {
            execArgv: [],
            stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        this.#starting.add(child);
        child.on('error', () => undefined);
        child.once('exit', () => this.#starting.delete(child));
        child.send({ type: 'start', limits: this.#limits }, () => undefined);
        const failure = await startFailure(child);
        this.#starting.delete(child);
        if (failure !== null)
            throw new errors/* WyndrvrError */.tX('ERR_WYNDRVR_WORKER', failure);
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
            for (const socket of load.onTheWay)
                socket.destroy();
            if (!this.#closing)
                this.#startOne().catch(() => undefined);
        });
    }
}
/** Why a worker process could not start; `null` when it is ready. */
async function startFailure(child) {
    const ready = (0,external_node_events_namespaceObject.once)(child, 'message').then(() => null);
    const ended = (0,external_node_events_namespaceObject.once)(child, 'exit').then(() => `A worker process ended while it started (exit code ${child.exitCode}).`);
    try {
        return await Promise.race([ready, ended]);
    }
    catch (error) {
        return `A worker process could not be started: ${(0,errors/* messageOf */.bD)(error)}.`;
    }
}
async function closeOne(child) {
    if (child.exitCode !== null || child.signalCode !== null)
        return;
    const exited = (0,external_node_events_namespaceObject.once)(child, 'exit');
    if (child.connected)
        child.send({ type: 'close' }, () => undefined);
    const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_GRACE + 300);
    await exited;
    clearTimeout(kill);
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

;// CONCATENATED MODULE: ./lib/src/server/threads.js





/** Thread mode: every worker thread accepts on the shared port, and the kernel spreads the connections. */
async function startThreads(plan, canReusePort) {
    const reusePort = canReusePort ?? (await reusePortWorks());
    const warnings = reusePort
        ? []
        : ['This platform can not share a port between threads: one worker thread serves all connections.'];
    const address = reusePort ? await freeAddress(plan) : plan;
    const threads = new Threads({ ...plan, ...address, reusePort, sequential: false });
    return threads.start(reusePort ? plan.workers : 1, warnings);
}
/** Sequential mode: one worker thread serves one connection at a time. */
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
            const addresses = await Promise.all(Array.from({ length: count }, async () => this.#startOne(this.#plan)));
            const address = addresses[0] ?? this.#plan;
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
            if (!this.#closing)
                this.#startOne({ ...plan, ...report.address }).catch(() => undefined);
        });
        return report.address;
    }
    async #close() {
        this.#closing = true;
        await Promise.all(Array.from(this.#running, async (worker) => {
            const exited = exitOf(worker);
            worker.postMessage('close');
            await exited;
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
        return { type: 'failed', code: (0,errors/* systemCodeOf */.c7)(error), message: (0,errors/* messageOf */.bD)(error) };
    }
}
/**
 * The address that the plan asks for, known to be free: threads that share a port would share it with
 * another server's threads too, and nobody would notice.
 */
async function freeAddress(plan) {
    try {
        const probe = await listen({ host: plan.host, port: plan.port }, (socket) => socket.destroy());
        const address = boundAddress(probe);
        await new Promise((resolve) => probe.close(resolve));
        return address;
    }
    catch (error) {
        throw listenError(plan.host, plan.port, error);
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
    if (idle < 1 || idle > 86_400_000) {
        throw valueError(`idleTimeout must be from 1ms to 24 hours, got '${options.idleTimeout}'`);
    }
    return { host, port, workers, limits: { ...DEFAULT_LIMITS, idle } };
}
function whole(name, value, least, most) {
    if (!Number.isInteger(value) || value < least || value > most) {
        throw valueError(`${name} must be a whole number from ${least} to ${most}, got '${value}'`);
    }
}
function valueError(sentence) {
    return new errors/* WyndrvrError */.tX('ERR_WYNDRVR_VALUE', `The server's ${sentence}.`);
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(315);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
