// Package line runs scenarios whose results are known exactly: queues, networks, lines, conveyors, given job lists.
package line
