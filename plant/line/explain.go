package line

import (
	"fmt"
	"strings"
)

// link is a node that cannot go on, and what it lacks: the first thing that is missing. The links of a chain each lead to
// the next.
type link struct {
	node int32
	lack
}

// tell is the error for a unit in which something can never go on: the circle in which those that it waits for wait for
// one another, or the way to one that nobody can help.
func (q *inquiry) tell(unit int32) error {
	var chain []link
	at := map[int32]int{} // by node: its place in the chain
	for node := unit; node >= 0; node = chain[len(chain)-1].next {
		if i, ok := at[node]; ok {
			return fmt.Errorf("deadlock: %s", q.circle(chain[i:]))
		}
		at[node] = len(chain)
		chain = append(chain, link{node, q.reason(node, chain)})
	}
	return fmt.Errorf("stuck: %s", q.phrases(chain))
}

// reason is what a node lacks, to which a chain leads.
func (q *inquiry) reason(node int32, chain []link) lack {
	why := lack{next: none}
	q.why = &why
	defer func() { q.why = nil }()
	if len(chain) == 0 {
		q.l.units[node].(waiter).stuck(q)
		return why
	}
	if last := chain[len(chain)-1]; last.kind == lacksHolder && last.n >= 0 { // it is about the part that holds something
		m := q.l.units[node].(*machine)
		m.serverMoves(q, m.state(q.s), last.n)
		return why
	}
	q.moves(node)
	return why
}

// circle describes nodes each of which waits for the next, and the last for the first.
func (q *inquiry) circle(chain []link) string {
	var names strings.Builder
	places := true
	for _, x := range chain {
		names.WriteString(q.l.name(x.node) + " -> ")
		places = places && x.kind == lacksPlace
	}
	names.WriteString(q.l.name(chain[0].node))
	if places {
		return names.String() + ": all are full, and each waits for a place in the next (add places, or a way out)"
	}
	return names.String() + ": " + q.phrases(chain)
}

// name is what an error calls a node.
func (l *loop) name(node int32) string {
	n := l.nodes[node]
	u := l.units[n.unit]
	if n.slot < 0 {
		return u.Name()
	}
	if m, ok := u.(*machine); ok {
		what := "repair"
		if m.modes[n.slot].planned {
			what = "maintenance"
		}
		return fmt.Sprintf("%s %s of %s", what, m.modes[n.slot].name, u.Name())
	}
	return fmt.Sprintf("vehicle %d of %s", n.slot+1, u.Name())
}

func (q *inquiry) phrases(chain []link) string {
	text := make([]string, len(chain))
	for i, x := range chain {
		text[i] = q.l.name(x.node) + " " + q.phrase(x)
	}
	return strings.Join(text, "; ")
}

// phrase says what a node lacks.
func (q *inquiry) phrase(x link) string {
	who := ""
	if x.said && x.who >= 0 {
		who = q.l.units[x.who].Name()
	}
	switch x.kind {
	case lacksPlace:
		return "waits for a place in " + who
	case lacksPool:
		return fmt.Sprintf("waits for %d of %s", x.n, who)
	case lacksHolder:
		if x.next < 0 {
			return "is used up: no part in the plant holds any, and nobody gives any (give them back, or raise its count)"
		}
		return "is held by parts in " + who
	case lacksPeople:
		if x.next < 0 {
			return fmt.Sprintf("waits for %d of %s", x.n, who)
		}
		return fmt.Sprintf("waits for %s, bound to %s", who, q.l.name(x.next))
	case lacksVehicle:
		return "waits for a vehicle of " + who
	case lacksParts:
		if x.next < 0 {
			return "waits for parts, and nobody sends them"
		}
		return "waits for parts from " + who
	case lacksRepair:
		return "waits for the end of " + q.l.units[x.who].(*machine).modes[x.n].name
	case lacksStep:
		return fmt.Sprintf("waits in step %s for a condition that nothing changes (give it a limit)", q.l.units[x.who].(*machine).stages[x.n].Name)
	case hasEnded:
		return "has no more parts to send"
	}
	return "cannot go on"
}
