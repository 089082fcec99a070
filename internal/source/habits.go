package source

import (
	"slices"
	"strings"
)

// habits are words that other tools use for a key, with the keys that may be meant here, the likeliest first.
var habits = map[string][]string{
	"time": {"cycle", "takes", "for"}, "processtime": {"cycle", "takes"}, "processingtime": {"cycle", "takes"}, "cycletime": {"cycle"}, "servicetime": {"cycle"},
	"service": {"cycle"}, "process": {"cycle"}, "duration": {"cycle", "takes", "for"}, "horizon": {"for"}, "runlength": {"for"}, "length": {"for"},
	"interval": {"every"}, "interarrival": {"every"}, "interarrivaltime": {"every"}, "arrival": {"every"}, "arrivals": {"every"}, "gap": {"every"},
	"capacity": {"queue", "count"}, "buffer": {"queue", "capacity"}, "buffersize": {"queue", "capacity"}, "queue": {"capacity"}, "slots": {"capacity", "queue"}, "places": {"capacity", "queue"},
	"parallel": {"servers"}, "machines": {"servers"}, "units": {"servers", "count"}, "number": {"count", "servers"}, "quantity": {"count"}, "vehicles": {"count"}, "members": {"count"},
	"breakdown": {"failures"}, "breakdowns": {"failures"}, "downtime": {"failures"}, "mtbf": {"after", "failures"}, "mttf": {"after", "failures"}, "mttr": {"repair", "failures"},
	"operator": {"needs"}, "operators": {"needs"}, "worker": {"needs"}, "workers": {"needs"}, "crew": {"needs"}, "people": {"needs"}, "staff": {"needs"}, "resource": {"needs"}, "resources": {"needs"},
	"calendar": {"shifts"}, "schedule": {"shifts"}, "next": {"to"}, "successor": {"to"}, "target": {"to"}, "destination": {"to"}, "output": {"to"}, "route": {"to"},
	"changeover": {"setup"}, "discipline": {"pick"}, "dispatching": {"pick"}, "rule": {"pick"}, "transport": {"move"}, "transporter": {"move"}, "vehicle": {"move"}, "carrier": {"move"}, "fleet": {"move"},
	"position": {"at"}, "location": {"at"}, "product": {"makes"}, "products": {"makes"}, "runs": {"replications"}, "repetitions": {"replications"}, "path": {"via"}, "paths": {"via"}, "network": {"via"},
}

// MeantKey is DidYouMean for keys: where none is spelt like it, that which other tools call by this name.
func MeantKey(name string, known []string, fallback string) string {
	for _, k := range habits[strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))] {
		if slices.Contains(known, k) {
			fallback = `that is "` + k + `" here`
			break
		}
	}
	return DidYouMean(name, known, fallback)
}
