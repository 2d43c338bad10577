throw new Error('no such host')
