# Everything a newcomer needs: `make test` installs what it wants and tests.
.PHONY: test tools check bench profile clean

GO ?= go

test: tools check
	$(GO) test -timeout 20m ./...

# Chromium renders the report in a test; Debian's package, if apt is there.
tools:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && { apt-get update -qq; apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "no Chromium here: the test of the rendered report is skipped"; }

check:
	@out=$$(gofmt -l . ); test -z "$$out" || { echo "gofmt wants to change:"; echo "$$out"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench:
	bash bench/run.sh
	bash acceptance/fits/compare.sh

# The profile that the compiler follows when it builds plantwin: what to inline and lay out in line.
# Made anew after a change of the run path.
profile:
	$(GO) test -run XXX -bench 'Line|Hold|Equations' -benchtime 1500ms -o /dev/null -cpuprofile cmd/plantwin/default.pgo ./bench

clean:
	rm -rf results
