// A CNI plugin that does what a test tells it to and writes down what it was told. It goes by as
// many names as there are links to it; beside them lie, in the same directory:
//
//   calls            two lines of JSON per call: {"at":"begin",...} with its CNI_* and its input,
//                    and {"at":"end",...}, which one that was killed has not written
//   <name>.control   what it does, a line each: a verb, or a verb, "@" and which call of that verb
//                    is meant, counted from 1; then one of
//                      result <json>            what it answers
//                      code <number> <message>  fails with that
//                      say <text>               answers that, whatever it is
//                      flood <bytes>            answers so much
//                      delay <ms>               before it does anything
//                      hang                     for ever
//                      deaf                     to SIGTERM
//                      signal <number>          dies by it
//                      child group|session      leaves a child that holds its output, for ever
//                      link <mac|-> <address>*  makes CNI_IFNAME, and answers so
//                      unlink                   removes it
//                      run <path>               what that plugin does with the same words
//
// By itself it answers ADD with the `prevResult` it was given, or with an empty result, VERSION
// with all versions, and anything else with nothing. Statically linked: it starts in half a
// millisecond. @see cni.md 10.5

#include <fcntl.h>
#include <signal.h> // NOLINT(modernize-deprecated-headers)
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

extern char** environ;

namespace {

std::string read_all(int from) {
  std::string out;
  char piece[4096];
  for (ssize_t got = 0; (got = ::read(from, piece, sizeof piece)) > 0;)
    out.append(piece, static_cast<std::size_t>(got));
  return out;
}

std::string text_in(const std::string& file) {
  const int from = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0)
    return {};
  auto out = read_all(from);
  ::close(from);
  return out;
}

void write_all(int to, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::write(to, text.data(), text.size());
    if (sent <= 0)
      return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char one : text) {
    char code[8];
    if (one == '"' || one == '\\')
      (out += '\\') += one;
    else if (static_cast<unsigned char>(one) < 0x20) {
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(one));
      out += code;
    } else
      out += one;
  }
  return out + "\"";
}

std::string variable(const char* name) {
  const char* found = std::getenv(name);
  return found ? found : "";
}

/// The value of a member of the outermost object, as it is written; empty: there is none.
std::string member(std::string_view text, const std::string& name) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char one = text[i];
    if (in_text) {
      if (one == '\\')
        ++i;
      else if (one == '"')
        in_text = false;
      continue;
    }
    if (depth == 1 && text.substr(i).starts_with("\"" + name + "\"")) {
      const auto begin = text.find_first_not_of(" \t\r\n:", i + name.size() + 2);
      int inner = 0;
      bool quoting = false;
      for (auto end = begin; end < text.size(); ++end) {
        const char each = text[end];
        if (quoting)
          end += each == '\\' ? 1U : 0U;
        if (each == '"')
          quoting = !quoting;
        else if (!quoting && inner == 0 && (each == ',' || each == '}'))
          return std::string{text.substr(begin, end - begin)};
        else if (!quoting)
          inner += each == '{' || each == '[' ? 1 : each == '}' || each == ']' ? -1 : 0;
      }
    }
    in_text = one == '"';
    depth += one == '{' || one == '[' ? 1 : one == '}' || one == ']' ? -1 : 0;
  }
  return {};
}

/// Words of a line, the last with all that is left.
std::vector<std::string> words_of(const std::string& line, std::size_t most) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < line.size() && out.size() + 1 < most) {
    const auto end = line.find(' ', at);
    if (end == std::string::npos)
      break;
    out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  out.push_back(line.substr(at));
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find('\n', at);
    end = end == std::string::npos ? text.size() : end;
    if (end > at)
      out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool shell(const std::string& script) {
  return std::system(script.c_str()) == 0; // NOLINT(cert-env33-c): the script is a test's
}

struct call {
  std::string folder;
  std::string name;
  std::string verb = variable("CNI_COMMAND");
  std::string input;

  void log(const std::string& at, const std::string& more) const {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const auto line = "{\"at\":" + quoted(at) + ",\"pid\":" + std::to_string(::getpid())
                      + ",\"time\":" + std::to_string(now.tv_sec * 1'000'000'000 + now.tv_nsec)
                      + more + "}\n";
    const int to
      = ::open((folder + "/calls").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    write_all(to, line);
    ::close(to);
  }

  void begin() const {
    std::string told;
    for (char** each = environ; *each; ++each)
      if (const std::string_view one{*each}; one.starts_with("CNI_"))
        told += (told.empty() ? "" : ",") + quoted(one.substr(0, one.find('='))) + ":"
                + quoted(one.substr(one.find('=') + 1));
    log("begin",
        ",\"name\":" + quoted(name) + ",\"told\":{" + told + "},\"input\":" + quoted(input));
  }

  [[noreturn]] void end(int code) const {
    log("end", ",\"code\":" + std::to_string(code));
    std::_Exit(code);
  }

  /// Which call of this verb this is, itself counted.
  std::size_t number() const {
    std::size_t out = 0;
    for (const auto& line : lines_of(text_in(folder + "/calls")))
      if (member(line, "name") == quoted(name)
          && member(member(line, "told"), "CNI_COMMAND") == quoted(verb))
        ++out;
    return out;
  }

  /// What the control file says of this call.
  std::vector<std::vector<std::string>> orders() const {
    const auto control = text_in(folder + "/" + name + ".control");
    const bool counted = control.find('@') != std::string::npos;
    const auto exact = verb + "@" + (counted ? std::to_string(number()) : "");
    std::vector<std::vector<std::string>> out;
    for (const auto& line : lines_of(control)) {
      auto words = words_of(line, 3);
      if (words[0] != verb && words[0] != exact)
        continue;
      words.erase(words.begin());
      words.resize(2);
      out.push_back(std::move(words));
    }
    return out;
  }

  std::string version() const {
    const auto told = member(input, "cniVersion");
    return told.empty() ? "\"0.1.0\"" : told;
  }

  [[noreturn]] void fail(int code, const std::string& message) const {
    write_all(1, "{\"cniVersion\":" + version() + ",\"code\":" + std::to_string(code)
                   + ",\"msg\":" + quoted(message) + "}");
    end(1);
  }

  std::string usual_answer() const {
    if (verb == "VERSION")
      return R"({"cniVersion":"1.1.0","supportedVersions":["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]})";
    if (verb != "ADD")
      return {};
    const auto before = member(input, "prevResult");
    return before.empty() ? "{\"cniVersion\":" + version() + "}" : before;
  }

  /// @returns what it answers; fails as it does.
  std::string run(const std::string& path) const {
    int in[2];
    int out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0)
      fail(999, "no pipes");
    const auto pid = ::fork(); // NOLINT: this process is small
    if (pid == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      for (const int each : {in[0], in[1], out[0], out[1]})
        ::close(each);
      ::execl(path.c_str(), path.c_str(), nullptr);
      std::_Exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    write_all(in[1], input);
    ::close(in[1]);
    auto answer = read_all(out[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (status == 0)
      return answer;
    write_all(1, answer);
    end(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
  }

  std::string link(const std::string& how) const {
    const auto there = variable("CNI_NETNS");
    const auto interface = variable("CNI_IFNAME");
    const auto within = "nsenter --net=" + there + " ip ";
    auto words = words_of(how, 10);
    auto script = "ip link add r" + std::to_string(::getpid()) + " up type veth peer name "
                  + interface + " netns " + there;
    if (words[0] != "-")
      script += " && " + within + "link set " + interface + " address " + words[0];
    script += " && " + within + "link set " + interface + " up";
    std::string ips;
    for (std::size_t i = 1; i < words.size(); ++i) {
      script += " && " + within + "addr add " + words[i] + " dev " + interface;
      ips += (ips.empty() ? "" : ",") + std::string{"{\"interface\":0,\"address\":"}
             + quoted(words[i]) + "}";
    }
    if (!shell("(" + script + ") >&2"))
      fail(999, "container veth name provided (" + interface + ") already exists");
    const auto mac = words[0] == "-" ? std::string{} : ",\"mac\":" + quoted(words[0]);
    return "{\"cniVersion\":" + version() + ",\"interfaces\":[{\"name\":" + quoted(interface) + mac
           + ",\"sandbox\":" + quoted(there) + "}],\"ips\":[" + ips + "]}";
  }
};

void leave_child(bool session) {
  if (::fork() != 0) // NOLINT: this process is small, and the child is the point
    return;
  if (session)
    ::setsid();
  for (;;)
    ::pause();
}

} // namespace

int main(int, char** words) {
  call one;
  const std::string path = words[0];
  one.folder = path.substr(0, path.rfind('/'));
  one.name = path.substr(path.rfind('/') + 1);
  one.input = read_all(0);
  one.begin();

  auto answer = one.usual_answer();
  for (const auto& order : one.orders()) {
    const auto& what = order[0];
    const auto& with = order[1];
    if (what == "result" || what == "say")
      answer = with;
    else if (what == "code")
      one.fail(std::atoi(with.c_str()), words_of(with, 2).back());
    else if (what == "flood")
      answer = std::string(static_cast<std::size_t>(std::atoll(with.c_str())), 'x');
    else if (what == "delay")
      ::usleep(static_cast<useconds_t>(std::atoi(with.c_str())) * 1000U);
    else if (what == "deaf")
      ::signal(SIGTERM, SIG_IGN);
    else if (what == "signal")
      ::raise(std::atoi(with.c_str()));
    else if (what == "child")
      leave_child(with == "session");
    else if (what == "link")
      answer = one.link(with);
    else if (what == "unlink")
      shell("nsenter --net=" + variable("CNI_NETNS") + " ip link del " + variable("CNI_IFNAME")
            + " 2>/dev/null");
    else if (what == "run")
      answer = one.run(with);
    else if (what == "hang")
      for (;;)
        ::pause();
  }
  write_all(1, answer);
  one.end(0);
}
