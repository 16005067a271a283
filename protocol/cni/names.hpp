#pragma once

#include <string>
#include <string_view>

/// What things are called, and what may be called so.
namespace weft::cni {

inline constexpr std::string_view domain_name = "cni";
inline constexpr std::string_view pod_kind = "Pod";
inline constexpr std::string_view nad_kind = "NetworkAttachmentDefinition";
inline constexpr std::string_view kaloom_kind = "Network";

namespace annotation {
/// What a Pod asks for, in Kaloom's form. @see cni.md 1.1
inline constexpr std::string_view kaloom = "networks";
/// The same in the form of the multi-net-spec. @see cni.md 1.2
inline constexpr std::string_view npwg = "k8s.v1.cni.cncf.io/networks";
/// What it has. @see cni.md 3
inline constexpr std::string_view status = "k8s.v1.cni.cncf.io/network-status";
/// On a network object: a device is needed that is given out when a Pod starts. @see cni.md 4.1
inline constexpr std::string_view resource = "k8s.v1.cni.cncf.io/resourceName";
/// Of a static Pod: the uid under which the runtime knows it. @see cni.md 7.3.1
inline constexpr std::string_view config_hash = "kubernetes.io/config.hash";
} // namespace annotation

/// Reasons of events and of attachments that are not there; part of the API. @see cni.md 3
namespace reason {
inline constexpr std::string_view added = "AddedInterface";
inline constexpr std::string_view removed = "RemovedInterface";
inline constexpr std::string_view add_failed = "FailedAddingInterface";
inline constexpr std::string_view remove_failed = "FailedRemovingInterface";
inline constexpr std::string_view rejected = "InterfaceAddRejected";
inline constexpr std::string_view invalid_annotation = "InvalidNetworkAnnotation";
inline constexpr std::string_view refused = "NetworkRefused";
inline constexpr std::string_view netns_refused = "NetnsRefused";
/// The status annotation held what is no JSON, and has been overwritten. @see cni.md 9
inline constexpr std::string_view invalid_status = "InvalidNetworkStatus";
/// The network object that is named is not there yet.
inline constexpr std::string_view network_missing = "NetworkMissing";
/// A record could not be read and nobody can say what it stood for. @see cni.md 8.2
inline constexpr std::string_view record_lost = "AttachmentRecordLost";
/// An attachment was given up without its plugins' consent; its addresses are free. @see cni.md 8.3
inline constexpr std::string_view released = "AddressReleased";
/// Not attached yet, and nothing is wrong.
inline constexpr std::string_view pending = "Pending";
/// There is no sandbox to attach to.
inline constexpr std::string_view no_sandbox = "SandboxNotReady";
/// The container runtime does not answer.
inline constexpr std::string_view runtime_away = "RuntimeUnreachable";
/// The agent cannot read its own records.
inline constexpr std::string_view records_away = "RecordsUnreadable";
/// An element has keys that mean nothing; they are ignored.
inline constexpr std::string_view key_ignored = "NetworkKeyIgnored";
/// A network object contradicts itself, and one of the two counts.
inline constexpr std::string_view ambiguous = "NetworkAmbiguous";
} // namespace reason

/// Whether `text` may name a CNI network or a container: `[A-Za-z0-9][A-Za-z0-9_.-]*`, at most 255
/// bytes. @see cni.md 4.1, 5.1
bool is_cni_name(std::string_view text);

/// Whether the kernel takes it for the name of an interface. @see cni.md 2
bool is_interface_name(std::string_view text);

/// Whether `text` may name an object: a DNS-1123 subdomain. @see cni.md 1.2
bool is_subdomain(std::string_view text);

/// Whether `text` may name a namespace: a DNS-1123 label. @see cni.md 1.2
bool is_label(std::string_view text);

/// Whether `text` is six bytes of a MAC that an interface can have, neither multicast nor zero.
/// @see cni.md 9
bool is_interface_mac(std::string_view text);

/// The MAC in lower case with ":", as the kernel writes it.
std::string canonical_mac(std::string_view text);

/// A network object as annotations and records name it: "ns/name".
struct network_reference {
  std::string ns;
  std::string name;

  auto operator<=>(const network_reference&) const = default;
};

std::string to_string(const network_reference& which);

/// Takes "ns/name" apart; without "/" all of it is the name.
network_reference read_reference(std::string_view text);

} // namespace weft::cni
