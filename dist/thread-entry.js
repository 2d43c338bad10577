import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 71:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   c7: () => (/* binding */ systemCodeOf)
/* harmony export */ });
/* unused harmony export WyndrvrError */
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

/***/ 363:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  U: () => (/* binding */ Connections)
});

// EXTERNAL MODULE: ./lib/src/server/limits.js
var limits = __nccwpck_require__(302);
;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./lib/src/protocol/payload.js

/** Bytes of payload that one write hands to the kernel. */
const PAYLOAD_BLOCK = 256 * 1024;
let block = null;
/**
 * One block of payload, the same for every write of this thread: random, so that nothing on the way can
 * compress it, and made once, so that a transfer costs no allocation.
 */
function payloadBlock() {
    block ??= (0,external_node_crypto_namespaceObject.randomFillSync)(Buffer.allocUnsafeSlow(PAYLOAD_BLOCK));
    return block;
}

;// CONCATENATED MODULE: ./lib/src/protocol/seed.js
/**
 * The seed dialect: unframed ASCII commands and replies over one TCP connection.
 * Commands may come with or without white space behind them, split over segments, or several in one.
 */
/** The replies of a seed server, byte for byte. */
const SEED_REPLY = {
    pong: 'PONG',
    ready: 'READY',
    done: 'DONE',
    bye: 'BYE',
    unknown: 'ERROR:Unknown command',
    invalid: 'ERROR:Invalid command format',
};
/** The most payload that one command may ask for, in bytes: 1 TiB. A larger number is an invalid command. */
const SEED_MAX_TRANSFER = 2 ** 40;
/** The most bytes that are kept while waiting for the rest of one command. */
const SEED_MAX_COMMAND = 1024;
/**
 * Reads the first command of what a client has sent so far.
 * @param text the bytes not yet used, as latin1
 * @param ended nothing more will come, or not for so long that what is there must be all
 */
function readSeedCommand(text, ended) {
    const start = text.search(/\S/);
    if (start === -1)
        return { state: 'empty' };
    const rest = text.slice(start);
    const word = KEYWORDS.find((keyword) => rest.startsWith(keyword));
    if (word === undefined) {
        const more = !ended && KEYWORDS.some((keyword) => keyword.startsWith(rest));
        return more ? { state: 'part' } : command({ name: 'unknown' }, start + lineLength(rest));
    }
    const behind = rest.slice(word.length);
    if (word === 'PING' || word === 'QUIT') {
        if (!startsAnew(behind))
            return command({ name: 'unknown' }, start + word.length + lineLength(behind));
        return command({ name: word === 'PING' ? 'ping' : 'quit' }, start + word.length);
    }
    return readTransfer(word, behind, start + word.length, ended);
}
/** The bytes of a command that asks for a transfer; the newline spares the server the wait for more digits. */
function seedTransferCommand(direction, byteCount) {
    return `BANDWIDTH_${direction.toUpperCase()}:${byteCount}\n`;
}
const KEYWORDS = ['PING', 'QUIT', 'BANDWIDTH_DOWNLOAD', 'BANDWIDTH_UPLOAD'];
function readTransfer(word, behind, used, ended) {
    if (behind === '' && !ended)
        return { state: 'part' };
    const digits = /^:(\d*)/.exec(behind);
    const next = digits === null ? behind : behind.slice(digits[0].length);
    const invalid = command({ name: 'invalid' }, used + lineLength(behind));
    if (digits === null)
        return invalid;
    if (/^[ \t\r]*$/.test(next) && !ended && behind.length < SEED_MAX_COMMAND) {
        return { state: digits[1] === '' ? 'part' : 'number' };
    }
    const byteCount = Number(digits[1]);
    if (digits[1] === '' || !startsAnew(next) || byteCount > SEED_MAX_TRANSFER)
        return invalid;
    const name = word === 'BANDWIDTH_DOWNLOAD' ? 'download' : 'upload';
    return command({ name, bytes: byteCount }, used + digits[0].length + terminatorLength(next));
}
function command(value, used) {
    return { state: 'command', command: value, used };
}
/** Nothing, white space, or (the beginning of) another command may follow one. */
function startsAnew(text) {
    return (text === '' ||
        /^\s/.test(text) ||
        KEYWORDS.some((keyword) => keyword.startsWith(text) || text.startsWith(keyword)));
}
/** A command that is not understood is dropped with the rest of its line, or with all that there is. */
function lineLength(text) {
    const newline = text.indexOf('\n');
    return newline === -1 ? text.length : newline + 1;
}
/** The terminator belongs to the command: what follows it may be payload. */
function terminatorLength(text) {
    return /^[ \t\r]*\n?/.exec(text)?.[0].length ?? 0;
}

;// CONCATENATED MODULE: ./lib/src/server/seed-conversation.js


/**
 * One connection's conversation in the seed dialect, from its first byte to its last.
 * It writes no faster than the peer reads, and reads no commands while it can't answer them.
 */
class SeedConversation {
    #socket;
    #limits;
    #state = 'commands';
    #input = '';
    #remaining = 0;
    #badCommands = 0;
    #inputEnded = false;
    #closing = false;
    #timer;
    constructor(socket, limits) {
        this.#socket = socket;
        this.#limits = limits;
        socket.allowHalfOpen = true;
        socket.setNoDelay(true);
        socket.setTimeout(limits.idle, () => socket.destroy());
        socket.on('data', (chunk) => this.#receive(chunk));
        socket.on('end', () => this.#inputEnd());
        socket.on('drain', () => this.#drained());
        // A peer that resets or vanishes is no fault of this server; 'close' follows and cleans up.
        socket.on('error', () => undefined);
        socket.on('close', () => this.#over());
        socket.resume();
    }
    /** Ends the conversation: at once between commands, else when the running transfer is complete. */
    close() {
        this.#closing = true;
        if (this.#state === 'commands')
            this.#end();
    }
    /** Cuts the connection whatever it is doing. */
    cut() {
        this.#socket.destroy();
    }
    #receive(chunk) {
        if (this.#state === 'over')
            return;
        if (this.#state !== 'receiving') {
            this.#input += chunk.toString('latin1');
            this.#advance(false);
            return;
        }
        const payload = Math.min(this.#remaining, chunk.length);
        this.#remaining -= payload;
        if (payload < chunk.length)
            this.#input += chunk.toString('latin1', payload);
        if (this.#remaining === 0)
            this.#received();
    }
    #inputEnd() {
        this.#inputEnded = true;
        if (this.#state === 'receiving')
            this.#end();
        else
            this.#advance(false);
    }
    #drained() {
        if (this.#state === 'sending')
            this.#send();
        else
            this.#advance(false);
    }
    /** Answers every complete command that is there. */
    #advance(quiet) {
        if (this.#state !== 'commands')
            return;
        clearTimeout(this.#timer);
        while (this.#state === 'commands') {
            if (this.#socket.writableNeedDrain) {
                this.#socket.pause();
                return;
            }
            const ended = quiet || this.#inputEnded || this.#input.length > SEED_MAX_COMMAND;
            const input = readSeedCommand(this.#input, ended);
            if (input.state !== 'command') {
                this.#await(input.state);
                return;
            }
            this.#input = this.#input.slice(input.used);
            this.#answer(input.command);
        }
    }
    #await(state) {
        this.#socket.resume();
        if (state === 'empty') {
            this.#input = '';
            if (this.#inputEnded)
                this.#end();
            return;
        }
        const quiet = state === 'number' ? this.#limits.numberQuiet : this.#limits.commandQuiet;
        this.#timer = setTimeout(() => this.#advance(true), quiet);
    }
    #answer(command) {
        if (command.name === 'unknown' || command.name === 'invalid') {
            this.#socket.write(SEED_REPLY[command.name]);
            this.#badCommands += 1;
            if (this.#badCommands >= this.#limits.badCommands)
                this.#end();
            return;
        }
        this.#badCommands = 0;
        switch (command.name) {
            case 'ping':
                this.#socket.write(SEED_REPLY.pong);
                return;
            case 'quit':
                this.#socket.write(SEED_REPLY.bye);
                this.#end();
                return;
            default:
                this.#startTransfer(command.name, command.bytes);
        }
    }
    #startTransfer(name, byteCount) {
        this.#socket.write(SEED_REPLY.ready);
        this.#remaining = byteCount;
        if (name === 'download') {
            this.#afterReady(() => {
                this.#state = 'sending';
                this.#send();
            });
            return;
        }
        const early = Math.min(this.#remaining, this.#input.length);
        this.#remaining -= early;
        this.#input = this.#input.slice(early);
        if (this.#remaining === 0)
            this.#afterReady(() => this.#received());
        else if (this.#inputEnded)
            this.#end();
        else
            this.#state = 'receiving';
    }
    /** Lets READY be read by itself. The peer's next bytes stay in the kernel until they are wanted. */
    #afterReady(next) {
        this.#state = 'ready';
        this.#socket.pause();
        this.#timer = setTimeout(next, this.#limits.readyMoment);
    }
    #send() {
        const block = payloadBlock();
        while (this.#remaining > 0) {
            const chunk = this.#remaining < block.length ? block.subarray(0, this.#remaining) : block;
            this.#remaining -= chunk.length;
            if (!this.#socket.write(chunk))
                return;
        }
        this.#transferred();
    }
    #received() {
        this.#socket.write(SEED_REPLY.done);
        this.#transferred();
    }
    #transferred() {
        this.#state = 'commands';
        if (this.#closing)
            this.#end();
        else
            this.#advance(false);
    }
    /** Sends what is still to be sent, then closes: without reading on, so that a chatty peer can't hold it open. */
    #end() {
        this.#over();
        this.#socket.resume();
        this.#socket.destroySoon();
    }
    #over() {
        clearTimeout(this.#timer);
        this.#state = 'over';
        this.#input = '';
    }
}

;// CONCATENATED MODULE: ./lib/src/server/connections.js


/** The connections that one worker serves. */
class Connections {
    #options;
    #open = new Map();
    #waiting = [];
    #closed = null;
    constructor(options) {
        this.#options = options;
    }
    /** Takes over a paused socket on which nothing has been read yet. */
    add(socket) {
        if (this.#closed !== null)
            socket.destroy();
        else if (!this.#options.sequential || this.#open.size === 0)
            this.#serve(socket);
        else if (this.#waiting.length < limits/* MAX_WAITING */.L1)
            this.#wait(socket);
        else
            socket.destroy();
    }
    /** Ends all of them: between commands at once, in a transfer after {@link CLOSE_GRACE} at the latest. */
    async close() {
        const closed = new Promise((resolve) => {
            this.#closed = resolve;
        });
        for (const socket of this.#waiting.splice(0))
            socket.destroy();
        for (const conversation of this.#open.values())
            conversation.close();
        const cut = setTimeout(() => {
            for (const conversation of this.#open.values())
                conversation.cut();
        }, limits/* CLOSE_GRACE */.SG);
        if (this.#open.size === 0)
            this.#closed?.();
        await closed;
        clearTimeout(cut);
    }
    #serve(socket) {
        this.#open.set(socket, new SeedConversation(socket, this.#options.limits));
        socket.on('close', () => {
            this.#open.delete(socket);
            this.#options.onEnd?.();
            if (this.#closed !== null) {
                if (this.#open.size === 0)
                    this.#closed();
                return;
            }
            const next = this.#options.sequential ? this.#waiting.shift() : undefined;
            if (next !== undefined)
                this.#serve(next);
        });
    }
    #wait(socket) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
            const place = this.#waiting.indexOf(socket);
            if (place !== -1)
                this.#waiting.splice(place, 1);
        });
        this.#waiting.push(socket);
    }
}


/***/ }),

/***/ 302:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L1: () => (/* binding */ MAX_WAITING),
/* harmony export */   SG: () => (/* binding */ CLOSE_GRACE),
/* harmony export */   WK: () => (/* binding */ BACKLOG)
/* harmony export */ });
/* unused harmony exports DEFAULT_LIMITS, CLOSE_LIMIT */
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
const MAX_WAITING = 1024;
/** Connections that the kernel holds until they are accepted. */
const BACKLOG = 1024;


/***/ }),

/***/ 313:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  rV: () => (/* binding */ boundAddress),
  KT: () => (/* binding */ listen)
});

// UNUSED EXPORTS: listenError

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
// EXTERNAL MODULE: ./lib/src/errors.js
var errors = __nccwpck_require__(71);
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
function address_formatHostPort({ host, port }) {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

// EXTERNAL MODULE: ./lib/src/server/limits.js
var limits = __nccwpck_require__(302);
;// CONCATENATED MODULE: ./lib/src/server/listen.js





/**
 * Starts to accept connections; every socket is handed over paused, with nothing read from it.
 * @throws the system's error, unchanged
 */
async function listen(options, onConnection) {
    const server = (0,external_node_net_namespaceObject.createServer)({ allowHalfOpen: true, pauseOnConnect: true }, onConnection);
    server.listen({ ...options, exclusive: true, backlog: limits/* BACKLOG */.WK });
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
    return new WyndrvrError('ERR_WYNDRVR_LISTEN', `Listening on ${formatHostPort({ host, port })} ${reason}`, {
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


/***/ }),

/***/ 31:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_worker_threads__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(919);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(71);
/* harmony import */ var _connections_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(363);
/* harmony import */ var _listen_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(313);
/** A worker thread of a server: accepts connections by itself and serves them. */




const plan = node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.workerData;
const connections = new _connections_js__WEBPACK_IMPORTED_MODULE_2__/* .Connections */ .U({ limits: plan.limits, sequential: plan.sequential });
try {
    const server = await (0,_listen_js__WEBPACK_IMPORTED_MODULE_3__/* .listen */ .KT)(plan, (socket) => connections.add(socket));
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.once('message', () => {
        server.close();
        // Nothing is left to wait for then, and the thread ends by itself.
        void connections.close().then(() => node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.close());
    });
    report({ type: 'listening', address: (0,_listen_js__WEBPACK_IMPORTED_MODULE_3__/* .boundAddress */ .rV)(server) });
}
catch (error) {
    report({ type: 'failed', code: (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .systemCodeOf */ .c7)(error), message: (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error) });
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.close();
}
function report(message) {
    node_worker_threads__WEBPACK_IMPORTED_MODULE_0__.parentPort?.postMessage(message);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

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
/******/ var __webpack_exports__ = __nccwpck_require__(31);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
