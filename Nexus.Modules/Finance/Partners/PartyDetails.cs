using System.ComponentModel.DataAnnotations;

namespace Nexus.Modules.Finance.Partners;

/// <summary>Who a business partner is and where, as it stands on a document; kept with the document, whatever becomes of the partner.</summary>
/// <param name="Name">Name of the person or business.</param>
/// <param name="Street">Street and number.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="City">Town.</param>
/// <param name="Region">Region or state.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code.</param>
/// <param name="VatId">Value added tax number with its country, such as DE123456789.</param>
/// <param name="TaxNumber">Number at the local tax office.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Phone">Telephone number.</param>
/// <param name="RegistrationNumber">Number in the register of companies.</param>
/// <param name="ContactName">Whom to ask.</param>
/// <param name="ElectronicAddress">Address in the network for e-invoices.</param>
/// <param name="ElectronicAddressScheme">Its scheme (EAS code list), such as 0204 or EM for e-mail.</param>
public sealed record PartyDetails(
    [MaxLength(200)] string Name,
    [MaxLength(200)] string? Street = null,
    [MaxLength(20)] string? PostalCode = null,
    [MaxLength(100)] string? City = null,
    [MaxLength(100)] string? Region = null,
    [MaxLength(2)] string? Country = null,
    [MaxLength(30)] string? VatId = null,
    [MaxLength(50)] string? TaxNumber = null,
    [MaxLength(254)] string? Email = null,
    [MaxLength(50)] string? Phone = null,
    [MaxLength(100)] string? RegistrationNumber = null,
    [MaxLength(200)] string? ContactName = null,
    [MaxLength(200)] string? ElectronicAddress = null,
    [MaxLength(4)] string? ElectronicAddressScheme = null);
