-- pages.lua -- for wrk: asks for the addresses in a file, one after the other, and prints one line of figures.
-- usage: wrk ... -s pages.lua http://HOST:PORT -- FILE [anew]
-- Each thread begins at another place of the list. With "anew" every request has a number as parameter that no other
-- request has.

local threads = {}

function setup(thread)
	thread:set("number", #threads)
	table.insert(threads, thread)
end

function init(args)
	paths, anew, asked = {}, args[2] == "anew", 0
	for line in io.lines(args[1]) do
		paths[#paths + 1] = line
	end
	at = math.floor(number * #paths / 2)
	wrk.headers["Accept-Encoding"] = "gzip"
	for i, path in ipairs(paths) do
		paths[i] = anew and path .. (path:find("?", 1, true) and "&n=" or "?n=") or wrk.format("GET", path)
	end
end

function request()
	local path = paths[at % #paths + 1]
	at = at + 1
	if not anew then
		return path
	end
	asked = asked + 1
	return wrk.format("GET", path .. number .. "." .. asked)
end

function done(summary, latency, requests)
	local e = summary.errors
	io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
		latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
